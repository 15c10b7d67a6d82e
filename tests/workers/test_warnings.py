"""A clock warns on its way to the deadline and past it: once of each mark, and those it concerns."""

from typing import Any

import pytest

from service.usecases.timers.due_timers import Due
from service.usecases.timers.fire_timer import fire_timer
from tests.workers.test_timers import make_due
from tests.workers.town import Town
from workers.timers import tick

# Of the demo's office, by desk; both have heard of it.
TOLD = {
    50: ["clerk", "clerk2"],
    80: ["supervisor", "supervisor2"],
    150: ["pm", "pm2"],
    200: ["city", "city2"],
}


def hours_old(here: Town, ticket: dict[str, Any], hours: float) -> None:
    """As if the ticket's clock, of ten hours, had begun so long ago, and its timer were due."""
    begun = "guanjia_now() - make_interval(mins => %s)"
    here.rows(
        f"""UPDATE clock SET started_at = {begun}, due_at = {begun} + interval '10 hours', span = '"PT10H"'
             WHERE ticket_id = %s RETURNING 1""",
        *(int(hours * 60), int(hours * 60), ticket["id"]),
    )
    make_due(here, ticket, "warn:response", ago="1 s")


def armed(here: Town, ticket: dict[str, Any]) -> list[str]:
    rows = here.rows("SELECT kind FROM timer WHERE ticket_id = %s AND status = 'armed'", ticket["id"])
    return [row["kind"] for row in rows]


def told(here: Town, ticket: dict[str, Any]) -> dict[str, list[str]]:
    here.drain()
    rows = here.rows(
        "SELECT n.template, a.username FROM notice n JOIN account a ON a.id = n.account_id"
        " WHERE n.ticket_id = %s AND n.template LIKE 'clock.response.%%' ORDER BY 1, 2",
        ticket["id"],
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["template"].removeprefix("clock.response."), []).append(row["username"])
    return found


def test_each_mark_is_told_once_to_those_it_concerns(here: Town) -> None:
    ticket = here.people.complaint()
    for hours in (5.1, 8.1, 15.1, 20.1):
        hours_old(here, ticket, hours)
        tick(here.house)
        tick(here.house)
    assert told(here, ticket) == {str(mark): users for mark, users in TOLD.items()}
    left = here.rows(
        "SELECT 1 FROM timer WHERE kind LIKE 'warn:%%' AND ticket_id = %s AND status = 'armed'", ticket["id"]
    )
    assert left == []


def test_whoever_has_claimed_the_duty_is_told_alone(here: Town) -> None:
    ticket = here.people.complaint()
    item = ticket["work_items"][0]
    here.people["clerk2"].post(f"/work-items/{item['id']}/claim", version=item["version"])
    hours_old(here, ticket, 5.1)
    tick(here.house)
    assert told(here, ticket) == {"50": ["clerk2"]}


def test_after_hours_without_a_service_only_the_last_mark_is_news(here: Town) -> None:
    ticket = here.people.complaint()
    hours_old(here, ticket, 9)
    tick(here.house)
    assert told(here, ticket) == {"80": TOLD[80]}


def test_a_move_neither_repeats_a_warning_nor_loses_one(here: Town) -> None:
    ticket = here.people.complaint()
    hours_old(here, ticket, 5.1)
    tick(here.house)
    moved = here.people["supervisor"].fire(ticket, "reclassify", {"severity": "normal", "reason": "再看"})
    assert told(here, moved) == {"50": TOLD[50]}
    hours_old(here, moved, 8.1)
    again = here.people["clerk"].fire(moved, "reject_invalid", {"reason": "重复"})
    make_due(here, again, "warn:response", ago="1 s")
    tick(here.house)
    assert told(here, again) == {"50": TOLD[50], "80": TOLD[80]}


def test_a_clock_that_stands_or_has_stopped_warns_nobody(here: Town) -> None:
    ticket = here.people.complaint()
    accepted = here.people["clerk"].fire(ticket, "accept")
    assert "warn:response" not in armed(here, ticket)
    assigned = here.people["supervisor"].fire(accepted, "assign", {"to": "tech"})
    here.people["tech"].fire(assigned, "need_info", {"question": "哪一户？"})
    assert not [kind for kind in armed(here, ticket) if kind.startswith(("warn:", "clock:"))]


@pytest.mark.parametrize("moves", [True, False])
def test_a_timer_that_somebody_else_has_had_tells_nothing(here: Town, moves: bool) -> None:
    ticket = here.people.complaint()
    hours_old(here, ticket, 5.1)
    found = here.one("SELECT * FROM timer WHERE ticket_id = %s AND kind = 'warn:response'", ticket["id"])
    due = Due(found["id"], found["ticket_id"], found["kind"], found["due_at"])
    if moves:
        here.people["clerk"].fire(ticket, "accept")
    else:
        assert fire_timer(due) == "warned"
    assert fire_timer(due) in ("gone", "cancelled")
    assert told(here, ticket) == ({} if moves else {"50": TOLD[50]})
