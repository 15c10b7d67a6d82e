"""What the bank says over HTTP: five times, reversed, with another sum, 30 days late: each ends right."""

from datetime import timedelta

import pytest

from tests.flows.client import House, Ticket
from tests.flows.refund import deposit_of, deposit_slip

pytestmark = pytest.mark.xdist_group("flows")
MONTH = timedelta(days=30)


@pytest.fixture
def paying(house: House) -> Ticket:
    ticket = deposit_slip(house, 100_000).fire("clerk", "submit").fire("supervisor", "approve")
    return ticket.fire("finance", "pay", to_state="paying")


def pressed(ticket: Ticket, *knobs: str) -> Ticket:
    """Each is a callback of its own, heard before the next is told."""
    for knob in knobs:
        ticket.house.press(ticket.details["refund_no"], knob)
    return ticket


def told(ticket: Ticket) -> list[str]:
    """What the system fired, in order."""
    events = ticket.house.do("auditor", "GET", f"/tickets/{ticket.id}/events")["items"]
    return [each["trigger"] for each in events if each["actor"]["username"] == "system"]


def open_incidents(ticket: Ticket) -> list[str]:
    rows = ticket.house.do("auditor", "GET", f"/operations/incidents?ticket={ticket.id}")["items"]
    return [row["kind"] for row in rows]


def looked_at(ticket: Ticket, kind: str) -> None:
    """By people, in time: one incident."""
    ticket.house.until(lambda: open_incidents(ticket) == [kind], f"an incident: {kind}")


def test_five_times_it_is_booked_once(paying: Ticket) -> None:
    pressed(paying, *["succeed"] * 5).becomes("closed")
    assert told(paying) == ["callback_ok", "close"] and open_incidents(paying) == []
    assert deposit_of(paying)["balance_fen"] == 0


def test_a_failure_after_a_success_is_for_people_to_look_at(paying: Ticket) -> None:
    pressed(paying, "succeed").becomes("closed")
    pressed(paying, "fail")
    looked_at(paying, "contradiction")
    assert paying.read().state == "closed" and told(paying) == ["callback_ok", "close"]


def test_another_sum_books_nothing_and_the_right_one_still_counts(paying: Ticket) -> None:
    pressed(paying, "wrong_amount").becomes("reconcile")
    looked_at(paying, "mismatch")
    assert deposit_of(paying)["balance_fen"] == 100_000
    pressed(paying, "succeed").becomes("closed")
    assert deposit_of(paying)["balance_fen"] == 0


def test_thirty_days_late_it_still_counts(paying: Ticket) -> None:
    assert paying.house.clock is not None
    with paying.house.clock.ahead(MONTH):
        paying.becomes("reconcile")
        pressed(paying, "succeed").becomes("closed")
        assert told(paying) == ["timeout", "callback_ok", "close"]
