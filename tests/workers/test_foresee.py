"""Every day the house looks ahead: whose leaving would block a running approval, and what nobody can sign."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.transaction import statements
from service.usecases.audit.foresee import foresee
from tests.demo_house import House, demo_app
from tests.servers import Servers
from tests.workers.town import Town
from workers.clock import look_ahead

Json = dict[str, Any]


@pytest.fixture
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    """The demo, and nothing running in it but what the test begins."""
    with demo_app(servers, f"foresee_{worker_name}") as app:
        yield House(app)


def off_duty(*usernames: str) -> None:
    with statements() as sql:
        sql.execute("UPDATE account SET on_duty = username <> ALL(%s)", [list(usernames)])


def told(ticket: Json) -> list[tuple[str, str]]:
    """What is said of it, and to which desk."""
    with statements() as sql:
        rows = sql.all(
            """SELECT payload ->> 'about' AS about, payload ->> 'argument' AS desk FROM outbox
                WHERE ticket_id = %s AND effect_key LIKE 'foreseen:%%' ORDER BY 1, 2""",
            [ticket["id"]],
        )
    return [(row["about"], row["desk"]) for row in rows]


def look() -> list[str]:
    """Of each finding whose it is."""
    return [each.person and "somebody" or "nobody" for found in foresee() for each in found]


def to_both(about: str) -> list[tuple[str, str]]:
    return [(about, "admin"), (about, "pm")]


def test_with_two_of_each_desk_nobody_is_warned(house: House) -> None:
    ticket = house.submitted_refund()
    assert look() == []
    assert told(ticket) == []


def test_the_last_signer_is_named_once_a_day_with_the_first_ticket(house: House) -> None:
    ticket, later = house.submitted_refund(), house.submitted_refund()
    off_duty("supervisor2")
    assert look() == look() == ["somebody"]
    assert told(ticket) == to_both("approval.last_signer.supervisor")
    assert told(later) == []


def test_every_approval_that_nobody_present_can_complete_is_told_of(house: House) -> None:
    tickets = house.submitted_refund(), house.submitted_refund()
    off_duty("supervisor", "supervisor2")
    assert look() == ["nobody", "nobody"]
    assert [told(each) for each in tickets] == [to_both("approval.nobody")] * 2


def test_an_ended_holding_is_foreseen(house: House) -> None:
    ticket = house.submitted_refund()
    with statements() as sql:
        sql.execute(
            """UPDATE desk_holding SET until = guanjia_now()
                WHERE account_id = (SELECT id FROM account WHERE username = 'supervisor')"""
        )
    assert look() == ["somebody"]
    assert told(ticket) == to_both("approval.last_signer.supervisor2")


def test_who_has_signed_is_not_missed_any_more_and_whoever_comes_later_is(house: House) -> None:
    ticket = house["supervisor"].fire(house.submitted_refund(300_000), "approve")
    off_duty("supervisor", "supervisor2")
    assert look() == []
    off_duty("finance2")
    assert look() == ["somebody"]
    assert told(ticket) == to_both("approval.last_signer.finance")


def test_a_stand_in_of_who_is_away_keeps_the_approval_going(house: House) -> None:
    ticket = house.submitted_refund()
    dates = {"from": "2026-01-01T00:00:00+08:00", "until": "2199-01-01T00:00:00+08:00"}
    made = house["supervisor"].post("/substitutions", {"to": "guard", **dates})
    assert made.status_code == 201, made.get_data(as_text=True)
    off_duty("supervisor2")
    assert look() == []
    off_duty("supervisor", "supervisor2")
    assert look() == ["somebody"]
    assert told(ticket) == to_both("approval.last_signer.guard")


def test_the_stand_in_who_opened_the_ticket_is_no_signer(house: House) -> None:
    ticket = house.submitted_refund()
    dates = {"from": "2026-01-01T00:00:00+08:00", "until": "2199-01-01T00:00:00+08:00"}
    assert house["supervisor"].post("/substitutions", {"to": "clerk", **dates}).status_code == 201
    off_duty("supervisor", "supervisor2")
    assert look() == ["nobody"]
    assert told(ticket) == to_both("approval.nobody")


def test_who_stands_in_for_the_submitter_is_no_signer(house: House) -> None:
    ticket = house.submitted_refund()
    dates = {"from": "2026-01-01T00:00:00+08:00", "until": "2199-01-01T00:00:00+08:00"}
    assert house["clerk"].post("/substitutions", {"to": "supervisor", **dates}).status_code == 201
    assert look() == ["somebody"]
    assert told(ticket) == to_both("approval.last_signer.supervisor2")


def test_the_notice_says_whom_it_is_about(here: Town) -> None:
    here.people.submitted_refund()
    here.rows("UPDATE account SET on_duty = username <> 'supervisor2' RETURNING 1")
    assert look_ahead(here.house)["hanging"] >= 1
    here.rows("UPDATE account SET on_duty = true RETURNING 1")
    here.drain()
    listed = here.people["admin"].get("/notices?limit=20").get_json()["items"]
    assert "Approvals hang on one person: supervisor" in [each["title"] for each in listed]


def test_the_clock_process_looks_ahead_when_it_starts_and_ends_in_order(here: Town) -> None:
    ticket = here.people.submitted_refund()
    here.rows("UPDATE account SET on_duty = username NOT LIKE 'supervisor%%' RETURNING 1")
    clock = here.start("workers.clock")
    told_of = "SELECT 1 FROM outbox WHERE ticket_id = %s AND payload ->> 'about' = 'approval.nobody'"
    here.wait(lambda: bool(here.rows(told_of, ticket["id"])))
    here.rows("UPDATE account SET on_duty = true RETURNING 1")
    assert here.stop(clock) == 0
