"""Seats by relation: the submitter's superior, the building's steward, and the pm where there is nobody."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"seats_{worker_name}") as app:
        yield House(app)


def ask(house: House, *seats: Json, mode: str = "all", more: tuple[Json, ...] = ()) -> None:
    found = answered(house["admin"].get("/policies/refund?office=GZ01"), 200)
    body = {name: part for name, part in found.items() if name not in ("workflow", "office", "version")}
    level = {"name": "first", "seats": list(seats), "mode": mode, "over_fen": 0}
    body["approvals"] = {"refund": {"levels": [level, *more]}}
    made = answered(house["admin"].put("/policies/refund?office=GZ01", body, version=found["version"]), 200)
    assert made["approvals"]["refund"]["levels"][0]["seats"] == list(seats)


def duties(ticket: Json) -> list[tuple[str | None, str | None]]:
    return [(each["desk"], (each["holder"] or {}).get("username")) for each in ticket["work_items"]]


def submitted(house: House) -> tuple[Json, Json]:
    """With the event's form."""
    ticket = house.submitted_refund(10_000)
    events = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    return ticket, events[-1]["form"]


def test_the_superior_of_the_submitter_decides(house: House) -> None:
    ask(house, {"superior": 1}, {"superior": 2})
    ticket, form = submitted(house)
    assert (duties(ticket), "fallback" in form) == ([(None, "supervisor"), (None, "pm")], False)
    path = f"/tickets/{ticket['id']}/triggers/approve"
    refused(house["supervisor2"].post(path, {}, version=ticket["version"]), 403, "not_you")
    half = house["supervisor"].fire(ticket, "approve")
    assert half["state"] == "pending_approval"
    assert house["pm"].fire(half, "approve")["state"] == "approved"


def test_the_steward_of_the_building_decides_even_of_a_later_level(house: House) -> None:
    later = {"name": "second", "seats": [{"steward": True}], "over_fen": 0}
    ask(house, {"superior": 1}, more=(later,))
    ticket, _ = submitted(house)
    moved = house["supervisor"].fire(ticket, "approve")
    assert duties(moved) == [(None, "clerk2")]
    assert house["clerk2"].fire(moved, "approve")["state"] == "approved"


@pytest.mark.parametrize("seat", [{"superior": 5}, {"user": "clerk"}])
def test_where_there_is_nobody_or_only_the_submitter_the_pm_is_asked(house: House, seat: Json) -> None:
    ask(house, seat)
    ticket, form = submitted(house)
    assert duties(ticket) == [("pm", None)]
    why = "nobody" if "superior" in seat else "barred"
    assert form["fallback"] == [{"level": "first", "desk": "pm", "why": why}]
    with statements() as sql:
        told = sql.all(
            "SELECT payload FROM outbox WHERE ticket_id = %s AND kind = 'tell_desk'", [ticket["id"]]
        )
    assert [(row["payload"]["argument"], row["payload"]["about"]) for row in told] == [
        ("admin", "approval.fallback")
    ]
    assert house["pm2"].fire(ticket, "approve")["state"] == "approved"


def test_a_sum_for_which_no_level_asks_still_asks_the_pm(house: House) -> None:
    found = answered(house["admin"].get("/policies/refund?office=GZ01"), 200)
    body = {name: part for name, part in found.items() if name not in ("workflow", "office", "version")}
    only_great = {"name": "great", "seats": [{"desk": "hq"}], "over_fen": 5_000_000}
    body["approvals"] = {"refund": {"levels": [only_great]}}
    answered(house["admin"].put("/policies/refund?office=GZ01", body, version=found["version"]), 200)
    ticket, form = submitted(house)
    assert duties(ticket) == [("pm", None)]
    assert form["fallback"] == [{"level": "fallback", "desk": "pm", "why": "nobody"}]


def test_a_superior_who_has_left_is_nobody(house: House) -> None:
    ask(house, {"superior": 1})
    leave("supervisor", "guanjia_now()")
    ticket, form = submitted(house)
    leave("supervisor", "NULL")
    assert (duties(ticket), form["fallback"][0]["why"]) == ([("pm", None)], "nobody")


def test_whoever_the_policy_names_is_shown_in_the_very_answer(house: House) -> None:
    """The answer to `submit` left the holder out, and the next reading told who it was."""
    ask(house, {"user": "supervisor2"})
    ticket, form = submitted(house)
    assert (duties(ticket), "fallback" in form) == ([(None, "supervisor2")], False)


def test_whom_the_policy_names_and_who_has_left_is_nobody(house: House) -> None:
    """The vote lay with somebody who could not even see the ticket any more."""
    ask(house, {"user": "supervisor2"})
    leave("supervisor2", "guanjia_now()")
    ticket, form = submitted(house)
    leave("supervisor2", "NULL")
    assert (duties(ticket), form["fallback"][0]["why"]) == ([("pm", None)], "nobody")


def leave(username: str, at: str) -> None:
    statement: Any = f"UPDATE account SET disabled_at = {at} WHERE username = %s"
    with statements() as sql:
        sql.execute(statement, [username])


@pytest.mark.parametrize(
    "seat",
    [
        {"superior": 0},
        {"superior": 6},
        {"steward": False},
        {"superior": 1, "desk": "pm"},
        {"superior": "1"},
        {},
    ],
)
def test_a_seat_is_one_thing_and_within_its_limits(house: House, seat: Json) -> None:
    found = answered(house["admin"].get("/policies/refund?office=GZ01"), 200)
    body = {name: part for name, part in found.items() if name not in ("workflow", "office", "version")}
    level = {"name": "first", "seats": [seat], "over_fen": 0}
    body["approvals"] = {"refund": {"levels": [level]}}
    answer = house["admin"].put("/policies/refund?office=GZ01", body, version=found["version"])
    errors = refused(answer, 422, "invalid")["errors"]
    assert all(each["field"].startswith("approvals.refund.levels.0.seats.0") for each in errors)


def test_every_log_replays(house: House) -> None:
    assert [str(each) for each in verify()] == []
