"""Timers fire once, in due order, whoever else ticks and whoever dies; what is refused comes again."""

from typing import Any

import pytest

from service.transaction import statements
from service.usecases.timers.clean_up import clean_up
from service.usecases.timers.due_timers import claim_due
from tests.workers.town import Town, dies_at
from workers.timers import tick


def make_due(here: Town, ticket: dict[str, Any], kind: str, *, ago: str = "1 min") -> None:
    moved = f"UPDATE timer SET due_at = guanjia_now() - interval '{ago}'"
    assert here.rows(
        f"{moved} WHERE ticket_id = %s AND kind = %s AND status = 'armed' RETURNING 1", ticket["id"], kind
    )


def lapse(here: Town) -> None:
    here.rows("UPDATE timer SET taken_until = guanjia_now() WHERE taken_until IS NOT NULL RETURNING 1")


def fired(here: Town, ticket: dict[str, Any], trigger: str) -> int:
    counted = "SELECT count(*) AS n FROM event WHERE ticket_id = %s AND trigger = %s"
    return int(here.one(counted, ticket["id"], trigger)["n"])


def status(here: Town, ticket: dict[str, Any], kind: str) -> str:
    found = "SELECT status FROM timer WHERE ticket_id = %s AND kind = %s ORDER BY due_at DESC LIMIT 1"
    return str(here.one(found, ticket["id"], kind)["status"])


def test_a_due_timer_moves_its_ticket_once(here: Town) -> None:
    ticket = here.paying()
    make_due(here, ticket, "timeout")
    tick(here.house)
    tick(here.house)
    assert here.state(ticket) == "reconcile"
    assert fired(here, ticket, "timeout") == 1
    assert status(here, ticket, "timeout") == "fired"


@pytest.mark.parametrize("place", ["before_timer", "before_move", "after_move", "after_timer"])
def test_a_clock_that_dies_fires_it_once_all_the_same(here: Town, place: str) -> None:
    ticket = here.paying()
    make_due(here, ticket, "timeout")
    assert dies_at(place, lambda: tick(here.house))
    assert tick(here.house) == 0
    lapse(here)
    tick(here.house)
    assert (here.state(ticket), fired(here, ticket, "timeout")) == ("reconcile", 1)


def test_two_clocks_share_the_work(here: Town) -> None:
    tickets = [here.paying() for _ in range(6)]
    for ticket in tickets:
        make_due(here, ticket, "timeout")

    def ticks() -> None:
        while True:
            tick(here.house)

    here.fork(ticks)
    here.fork(ticks)
    here.wait(lambda: all(status(here, ticket, "timeout") == "fired" for ticket in tickets))
    assert [fired(here, ticket, "timeout") for ticket in tickets] == [1] * 6


def test_what_is_due_longest_comes_first(here: Town) -> None:
    tickets = [here.paying() for _ in range(3)]
    for ticket, ago in zip(tickets, ("1 min", "3 min", "2 min"), strict=True):
        make_due(here, ticket, "timeout", ago=ago)
    with statements() as sql:
        claimed = [str(due.ticket) for due in claim_due(sql) if due.kind == "timeout"]
    assert claimed == [tickets[number]["id"] for number in (1, 2, 0)]


def test_a_timer_that_is_refused_comes_again_and_somebody_is_told(here: Town) -> None:
    """The books of a paid refund do not balance: it is not closed, and there is an incident."""
    ticket = here.paying()
    here.drain()
    number = ticket["details"]["refund_no"]
    here.press(number, "succeed")
    here.wait(lambda: here.drain_once() > 0 or here.state(ticket) == "paid")
    here.drain()
    wrong = "UPDATE refund SET amount_fen = amount_fen + %s WHERE ticket_id = %s RETURNING 1"
    here.rows(wrong, 1, ticket["id"])
    make_due(here, ticket, "close")
    tick(here.house)
    assert (here.state(ticket), status(here, ticket, "close")) == ("paid", "armed")
    here.drain()
    told = here.rows("SELECT kind FROM incident WHERE ticket_id = %s", ticket["id"])
    assert [row["kind"] for row in told] == ["books"]
    here.rows(wrong, -1, ticket["id"])
    make_due(here, ticket, "close")
    tick(here.house)
    assert here.state(ticket) == "closed"


def test_a_clock_that_ran_out_is_noted_with_its_true_time(here: Town) -> None:
    ticket = here.people.complaint()
    make_due(here, ticket, "clock:response", ago="6 hours")
    due = here.one(
        "UPDATE clock SET due_at = guanjia_now() - interval '6 hours' WHERE ticket_id = %s RETURNING due_at",
        ticket["id"],
    )
    tick(here.house)
    tick(here.house)
    clock = here.one("SELECT breached_at FROM clock WHERE ticket_id = %s", ticket["id"])
    assert clock["breached_at"] == due["due_at"]
    here.drain()
    notices = here.rows("SELECT desk, template FROM notice WHERE ticket_id = %s", ticket["id"])
    told = [row["template"] for row in notices if row["desk"] == "supervisor"]
    assert told == ["clock.response"] * 2  # both supervisors of the demo


def test_a_reminder_tells_whose_duty_it_is_and_moves_nothing(here: Town) -> None:
    ticket = here.people.refund()
    make_due(here, ticket, "remind_1")
    tick(here.house)
    here.drain()
    notices = here.rows(
        "SELECT a.username, n.template FROM notice n JOIN account a ON a.id = n.account_id"
        " WHERE ticket_id = %s",
        ticket["id"],
    )
    assert notices == [{"username": "clerk", "template": "remind_1"}]
    assert here.ticket(ticket)["version"] == ticket["version"]


def test_old_answers_and_dead_tokens_go(here: Town) -> None:
    here.people["tech"]
    ended = "UPDATE token SET expires_at = guanjia_now() - interval '1 s' FROM account a"
    here.rows(f"{ended} WHERE a.id = account_id AND a.username = 'tech' RETURNING 1")
    assert clean_up()["token"] == 1
    here.people.desks.pop("tech")


def test_a_timer_that_fails_is_one_incident_that_somebody_sees(here: Town) -> None:
    ticket = here.paying()
    make_due(here, ticket, "timeout")
    with statements() as sql:
        sql.execute("ALTER TABLE event ADD CONSTRAINT broken CHECK (trigger <> 'timeout') NOT VALID")
    for _ in range(2):
        tick(here.house)
        lapse(here)
    with statements() as sql:
        sql.execute("ALTER TABLE event DROP CONSTRAINT broken")
    seen = (
        here.people["admin"]
        .get(f"/operations/incidents?ticket={ticket['number']}&open=true")
        .get_json()["items"]
    )
    assert [(each["kind"], each["detail"]) for each in seen] == [
        ("timer_failed", "timeout: CheckViolation broken")
    ]
    tick(here.house)
    assert here.state(ticket) == "reconcile"
