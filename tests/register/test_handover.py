"""Handing over a leaver's work (离职转办): thing by thing, through the door, and nothing is left behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from schemas.base import instance
from schemas.handover import HandoverResults
from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.tickets.test_copies import policy_with
from tests.work_items.test_claim import do, item_of
from tests.work_items.test_giving import investigated, ticket_of
from tests.work_items.test_substitutes import approve, holding


@pytest.fixture
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    """A house for each test: a handover takes all that somebody has, and the demo gave them some."""
    with demo_app(servers, f"handover_{worker_name}") as app:
        found = House(app)
        for who in ("tech", "clerk", "supervisor"):
            handed(found, who, f"{who}2")
        yield found
        assert [str(each) for each in verify() if each.invariant != "I11"] == []


def handed(house: House, who: str, to: str) -> list[Json]:
    found = answered(house["admin"].post(f"/users/{who}/handover", {"to": to}), 207)
    instance(HandoverResults).load(found)
    items: list[Json] = found["items"]
    return items


def of(items: list[Json], ticket: Json) -> list[tuple[str, int, str | None]]:
    return [
        (each["kind"], each["status"], each.get("problem", {}).get("rule"))
        for each in items
        if each.get("number") == ticket["number"]
    ]


def test_work_at_hand_goes_with_its_ticket_and_is_logged(house: House) -> None:
    ticket = {"id": item_of(found := investigated(house))["ticket"]["id"], "number": found["number"]}
    items = handed(house, "tech", "tech2")
    assert of(items, ticket) == [("work_item", 200, None), ("assignee", 200, None)]
    shown = answered(house["clerk"].get(f"/tickets/{ticket['id']}"), 200)
    assert shown["assignee"]["username"] == "tech2"
    assert item_of(shown)["holder"]["username"] == "tech2"
    event = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"][-1]
    assert (event["trigger"], event["actor"]["username"]) == ("hand_over", "admin")
    assert (event["form"]["from"], event["form"]["to"]) == ("tech", "tech2")
    # Once is enough.
    assert of(handed(house, "tech", "tech2"), ticket) == []


def test_a_draft_goes_with_its_submitter_who_is_barred_from_then_on_as_the_first_one_is(house: House) -> None:
    refund = house.refund()
    items = handed(house, "clerk", "clerk2")
    assert of(items, refund) == [("work_item", 200, None), ("submitter", 200, None)]
    now = answered(house["clerk2"].get(f"/tickets/{refund['id']}"), 200)
    assert now["submitter"]["username"] == "clerk2"
    submitted = house["clerk2"].fire(now, "submit")
    for who in ("clerk", "clerk2"):
        holding(house, who, "supervisor")
        refused(approve(house, who, submitted), 403, "not_you", rule="four_eyes")
    returned = house["supervisor2"].fire(submitted, "return", {"reason": "x"})
    assert item_of(returned)["holder"]["username"] == "clerk2"


def test_what_the_receiver_cannot_have_stays_with_its_reason_and_the_rest_goes_on(house: House) -> None:
    vote = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    holding(house, "clerk", "supervisor")
    items = handed(house, "supervisor", "clerk")
    mine = [each for each in items if each["id"] == vote["id"]]
    assert [(each["status"], each["problem"]["rule"]) for each in mine] == [(422, "four_eyes")]
    again = handed(house, "supervisor", "supervisor2")
    assert [each["status"] for each in again if each["id"] == vote["id"]] == [200]
    assert item_of(ticket_of(house, vote))["holder"]["username"] == "supervisor2"


def test_an_opinion_that_was_asked_of_the_leaver_is_waited_for_no_more(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    owned = do(house["supervisor"], claimed, "delegate", {"to": "legal"})
    ticket = ticket_of(house, owned)
    assert of(handed(house, "legal", "legal2"), ticket) == [("opinion", 200, None)]
    assert [each["kind"] for each in ticket_of(house, owned)["work_items"]] == ["vote"]


def test_a_seat_nobody_was_asked_for_yet_is_the_receivers_when_its_turn_comes(house: House) -> None:
    shown = answered(house["admin"].get("/policies/refund?office=GZ01"), 200)
    approvals: Any = shown["approvals"]
    approvals["refund"]["levels"] = [
        {"name": "first", "seats": [{"desk": "supervisor"}], "over_fen": 0},
        {"name": "second", "seats": [{"user": "pm"}], "over_fen": 0},
    ]
    answered(policy_with(house, "refund", approvals=approvals), 200)
    refund = house.submitted_refund()
    items = handed(house, "pm", "pm2")
    assert of(items, refund) == [("seat", 200, None)]
    assert [each["status"] for each in items if each["kind"] == "policy"] == [200]
    renewed = answered(house["admin"].get("/policies/refund?office=GZ01"), 200)
    assert renewed["approvals"]["refund"]["levels"][1]["seats"] == [{"user": "pm2"}]
    now = answered(house["supervisor"].get(f"/tickets/{refund['id']}"), 200)
    first = house["supervisor"].fire(now, "approve")
    read = answered(house["pm2"].get(f"/tickets/{refund['id']}"), 200)
    assert item_of(read)["holder"]["username"] == "pm2"
    refused(approve(house, "pm", first), 403, "not_you")
    assert answered(approve(house, "pm2", first), 200)["state"] == "approved"


def test_substitutions_end_and_a_desk_of_ones_own_is_named(house: House) -> None:
    now = datetime.now(UTC)
    made = answered(
        house["guard"].post(
            "/substitutions",
            {"to": "legal", "from": now.isoformat(), "until": (now + timedelta(days=1)).isoformat()},
        ),
        201,
    )
    items = handed(house, "guard", "tech")
    assert [each["status"] for each in items if each["id"] == made["id"]] == [200]
    assert answered(house["guard"].get(f"/substitutions/{made['id']}"), 200)["active"] is False
    alone = [each for each in items if each["kind"] == "desk"]
    assert [(each["status"], each["problem"]["rule"]) for each in alone] == [(422, "only_holder")]


def test_stewards_and_superiors_are_renamed_without_a_circle(house: House) -> None:
    with statements() as sql:
        sql.execute(
            """UPDATE account SET superior_id = (SELECT id FROM account WHERE username = 'supervisor')
                WHERE username IN ('clerk', 'supervisor2')"""
        )
        sql.execute(
            """UPDATE account SET superior_id = (SELECT id FROM account WHERE username = 'pm')
                WHERE username = 'supervisor'"""
        )
        sql.execute(
            """UPDATE building SET steward_id = (SELECT id FROM account WHERE username = 'supervisor')
                WHERE office_id = (SELECT id FROM office WHERE code = 'GZ01')"""
        )
    kinds = [each["kind"] for each in handed(house, "supervisor", "supervisor2")]
    assert kinds.count("superior") == 2 and "steward" in kinds
    with statements() as sql:
        rows = sql.all(
            """SELECT a.username, s.username AS superior FROM account a JOIN account s ON s.id = a.superior_id
                WHERE a.username IN ('clerk', 'supervisor2') ORDER BY a.username"""
        )
    assert [(each["username"], each["superior"]) for each in rows] == [
        ("clerk", "supervisor2"),
        ("supervisor2", "pm"),
    ]


def test_a_rehearsal_of_a_handover_moves_nothing(house: House) -> None:
    refund = house.refund()
    would = answered(house["admin"].post("/users/clerk/handover?dry_run=true", {"to": "clerk2"}), 207)
    assert of(would["items"], refund) == [("work_item", 200, None), ("submitter", 200, None)]
    assert answered(house["clerk"].get(f"/tickets/{refund['id']}"), 200)["submitter"]["username"] == "clerk"


def test_who_may_hand_over_and_to_whom(house: House) -> None:
    refused(house["pm"].post("/users/clerk/handover", {"to": "clerk2"}), 403, "not_you")
    refused(house["clerk-gz02"].post("/users/clerk/handover", {"to": "clerk2"}), 404, "not_found")
    refused(house["admin"].post("/users/nobody/handover", {"to": "clerk2"}), 404, "not_found")
    refused(house["admin"].post("/users/clerk/handover", {"to": "clerk"}), 422, "not_so")
    refused(house["admin"].post("/users/clerk/handover", {"to": "nobody"}), 422, "invalid")
    refused(house["admin"].post("/users/clerk/handover", {}), 422, "invalid")


def test_two_handovers_at_once_move_each_thing_once(house: House) -> None:
    refund = house.refund()
    admin, barrier, codes = house["admin"], Barrier(2), []

    def run() -> None:
        with house.app.app_context():
            barrier.wait()
            codes.append(admin.post("/users/clerk/handover", {"to": "clerk2"}).status_code)

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert codes == [207, 207]
    log = answered(house["clerk"].get(f"/tickets/{refund['id']}/events"), 200)["items"]
    assert [each["trigger"] for each in log] == ["create", "hand_over"]
