"""Known faults 3 and 6: what is done too soon, twice or for the wrong branch; and time against people."""

from functools import partial
from typing import Any

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused
from workers.timers import tick


def test_fault_03_the_bank_hears_nothing_of_a_payment_that_was_refused_or_lost(office: Office) -> None:
    """Two at the finance desk pay at one instant, a third was the approver: one order, of one amount."""
    office.also("supervisor", "finance")
    ticket = office.fired("supervisor", office.submitted(), "approve")
    refused(office.fire("supervisor", ticket, "pay"), 403)
    refused(office.fire("finance", ticket | {"version": 1}, "pay"), 412)
    office.drain()
    assert office.orders(ticket) == []
    office.who("finance2")
    answers = office.at_once(*(partial(office.fire, who, ticket, "pay") for who in ("finance", "finance2")))
    assert sorted(each.status_code for each in answers) == [200, 412]
    office.drain()
    assert [each["amount_fen"] for each in office.orders(ticket)] == [100_000]


def test_fault_03_an_order_to_the_bank_goes_out_once_however_often_the_background_runs(
    office: Office,
) -> None:
    ticket = office.fired("supervisor", office.submitted(), "approve")
    office.fired("finance", ticket, "pay")
    for _ in range(3):
        office.drain()
        office.later(minutes=5)
    assert len(office.orders(ticket)) == 1


def test_fault_03_a_refusal_pays_nobody(office_with: OfficeWith) -> None:
    """Of the ways that lead out of the approval one pays; the effect belongs to that way alone."""
    office = office_with(refund=asks(level("supervisor", "supervisor")))
    ends = {"reject": office.submitted(), "return": office.submitted(), "approve": office.submitted()}
    for trigger, ticket in ends.items():
        ticket = office.fired("supervisor2", ticket, "approve")
        office.fired("supervisor", ticket, trigger, {} if trigger == "approve" else REASON)
    office.background()
    assert all(office.orders(ticket) == [] for ticket in ends.values())
    office.fired("finance", office.read(ends["approve"]), "pay")
    office.background()
    assert [len(office.orders(ticket)) for ticket in ends.values()] == [0, 0, 1]


def test_fault_03_everybody_who_was_asked_is_told_once(office: Office) -> None:
    """Two opinions are asked for; each of the two hears of it, and hears it once."""
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket), "claim")
    for colleague in ("legal", "pm"):
        held = office.done("supervisor", held, "delegate", office.named(colleague))
    for _ in range(2):
        office.background()
    assert office.notices("legal", ticket) == office.notices("pm", ticket) == ["refund.delegate"]
    assert office.notices("finance", ticket) == []


def proposed(office: Office) -> dict[str, object]:
    ticket = office.fired("clerk", office.refund(kind="renovation"), "submit")
    return office.fired("engineering_lead", ticket, "fail", {"deduction_fen": 10_000, **REASON})


@pytest.mark.parametrize("_round", range(4))
def test_fault_06_a_time_out_and_a_decision_in_one_instant_are_one_move(
    office_with: OfficeWith, _round: int
) -> None:
    """The customer's week is over in the moment in which the clerk enters what the customer said."""
    office = office_with(refund={"timers": {"deduction_proposed.timeout": "PT0S"}})
    ticket = proposed(office)

    def time() -> int:
        with office.app.app_context():
            return tick(office.house)

    agrees = partial(office.fire, "clerk", ticket, "customer_agrees", {"deduction_fen": 10_000})
    said, _ = office.at_once(agrees, time)
    assert said.status_code in (200, 409, 412)
    office.background()
    told = office.told(ticket)[3:]
    assert told == (["customer_agrees"] if said.status_code == 200 else ["timeout"])


def test_fault_06_a_time_out_fires_once_with_two_clocks_at_work(office: Office) -> None:
    ticket = proposed(office)
    office.later(days=6)
    assert office.read(ticket)["state"] == "deduction_proposed"

    def time() -> int:
        with office.app.app_context():
            return tick(office.house)

    office.later_without_clock(days=2)
    office.at_once(time, time)
    office.background()
    assert office.told(ticket).count("timeout") == 1


def test_fault_06_a_time_out_is_there_again_in_the_second_round(office: Office) -> None:
    """The tech who is silent loses the order; so does the next one, for the timer is armed anew."""
    ticket = office.dispatched("tech")
    for tech in ("tech", "tech2"):
        if ticket["state"] == "pending_dispatch":
            ticket = office.fired("dispatcher", ticket, "dispatch", office.named(tech))
        office.later(minutes=31)
        ticket = office.read(ticket)
        assert (ticket["state"], ticket["assignee"]) == ("pending_dispatch", None)
    assert office.told(ticket).count("timeout") == 2


def timed(office_with: OfficeWith, **more: Any) -> Office:
    """One supervisor is asked, for a day; the pm stands above."""
    office = office_with(refund=asks(level("supervisor", timeout="P1D", **more)))
    for name in ("supervisor", "pm", "city"):
        office.who(name)
    return office


@pytest.mark.parametrize("_round", range(4))
def test_fault_06_a_vote_in_the_instant_of_its_level_s_time_out_is_decided_once(
    office_with: OfficeWith, _round: int
) -> None:
    """The day is over in the second in which the supervisor agrees: agreed or refused by time, never both."""
    office = timed(office_with, on_timeout="auto_reject")
    ticket = office.submitted()
    office.later_without_clock(hours=25)

    def time() -> int:
        with office.app.app_context():
            return tick(office.house)

    said, _ = office.at_once(partial(office.fire, "supervisor", ticket, "approve"), time)
    office.background()
    told, state = office.told(ticket)[2:], office.read(ticket)["state"]
    if said.status_code == 200:
        assert (told, state) == (["approve"], "approved")
    else:
        assert (said.status_code, told, state) == (412, ["reject"], "rejected")


def test_fault_06_a_level_times_out_again_after_a_return(office_with: OfficeWith) -> None:
    """It was returned an hour before its day was over; the second round has a day of its own."""
    office = timed(office_with)
    ticket = office.submitted()
    office.later(hours=23)
    ticket = office.fired("supervisor", office.read(ticket), "return", REASON)
    office.later(hours=10)
    assert "escalate_level" not in office.told(ticket)
    ticket = office.fired("clerk", office.read(ticket), "submit")
    office.later(hours=23)
    assert "escalate_level" not in office.told(ticket)
    office.later(hours=2)
    assert office.told(ticket).count("escalate_level") == 1
    assert office.fired("pm", office.read(ticket), "approve")["state"] == "approved"


def test_fault_06_two_clocks_escalate_a_level_once(office_with: OfficeWith) -> None:
    office = timed(office_with)
    ticket = office.submitted()
    office.later_without_clock(hours=25)

    def time() -> int:
        with office.app.app_context():
            return tick(office.house)

    office.at_once(time, time)
    office.background()
    assert office.told(ticket)[2:] == ["escalate_level"]
    assert len(office.duties(ticket)) == 2


def test_fault_06_a_time_out_does_not_fire_after_the_decision(office: Office) -> None:
    ticket = office.fired("clerk", proposed(office), "customer_agrees", {"deduction_fen": 10_000})
    office.later(days=30)
    assert "timeout" not in office.told(ticket)
    assert office.read(ticket)["state"] == "pending_approval"
