"""Why not, and who could: asked about anybody, it says what the door would say to them."""

from collections.abc import Iterator
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.ticket import Moves, Right
from service.api.areas import AREAS
from service.api.call import Call
from service.policy import suspension_codes
from service.usecases.rights.declared import ITEM_OPERATIONS, OF_ITEMS, OF_TICKETS, TICKET_OPERATIONS
from service.usecases.rights.reasons import needs_nothing
from tests.demo_house import Desk, House, Json, answered, refused
from workflows.words import OPERATIONS

PEOPLE = ("clerk", "clerk2", "supervisor", "supervisor2", "pm", "finance", "tech", "auditor")
ASKING = ("supervisor", "pm", "auditor", "admin")


def why_not(desk: Desk, ticket: Json, action: str, whom: str = "") -> Any:
    named = f"&person={whom}" if whom else ""
    return desk.get(f"/tickets/{ticket['id']}/why-not?action={action}{named}")


def right(desk: Desk, ticket: Json, action: str, whom: str = "") -> Json:
    found = answered(why_not(desk, ticket, action, whom), 200)
    instance(Right).load(found)
    return found


def reached(house: House) -> Iterator[Json]:
    yield house.complaint()
    yield house.refund()
    yield house.submitted_refund(300_000)
    claimed = house.submitted_refund()
    item = claimed["work_items"][0]["id"]
    answered(house["supervisor"].post(f"/work-items/{item}/claim", version=claimed["version"]), 200)
    yield answered(house["clerk"].get(f"/tickets/{claimed['id']}"), 200)
    assigned = house["supervisor"].fire(
        house["clerk"].fire(house.complaint(), "accept"), "assign", {"to": "tech"}
    )
    item = assigned["work_items"][0]["id"]
    answered(
        house["tech"].post(f"/work-items/{item}/delegate", {"to": "clerk2"}, version=assigned["version"]), 200
    )
    yield answered(house["clerk"].get(f"/tickets/{assigned['id']}"), 200)
    yield house["clerk"].fire(house.refund(), "cancel", {"reason": "不退了"})


@pytest.fixture(scope="module")
def tickets(house: House) -> list[Json]:
    return list(reached(house))


def test_in_the_eyes_of_somebody_the_moves_are_those_they_see(house: House, tickets: list[Json]) -> None:
    for ticket in tickets:
        for who in PEOPLE:
            own = answered(house[who].get(f"/tickets/{ticket['id']}/moves"), 200)
            instance(Moves).load(own)
            assert answered(house["admin"].get(f"/tickets/{ticket['id']}/moves?as={who}"), 200) == own
            assert answered(house[who].get(f"/tickets/{ticket['id']}/moves?as={who}"), 200) == own


def test_of_a_trigger_it_says_what_the_moves_say(house: House, tickets: list[Json]) -> None:
    for ticket in tickets:
        for who in PEOPLE:
            for move in answered(house[who].get(f"/tickets/{ticket['id']}/moves"), 200)["items"]:
                found = right(house["auditor"], ticket, move["trigger"], who)
                assert {name: found[name] for name in ("title", "allowed", "why_not", "who_could")} == {
                    name: move[name] for name in ("title", "allowed", "why_not", "who_could")
                }
                assert found["person"]["username"] == who


def test_of_an_operation_it_says_what_trying_it_says(house: House, tickets: list[Json]) -> None:
    """For each open duty and each operation, empty-handed: what needs a form lacks nothing but the form."""
    checked = 0
    for ticket in tickets:
        for who in PEOPLE:
            for path, operation in OF_ITEMS.items():
                found = right(house["auditor"], ticket, operation.name, who)
                assert [each["id"] for each in found["items"]] == [
                    each["id"] for each in ticket["work_items"]
                ]
                for item in found["items"]:
                    address = f"/work-items/{item['id']}/{path}?dry_run=true"
                    tried = house[who].post(address, {}, version=ticket["version"])
                    needs_form = not needs_nothing(operation.schema)
                    assert_agree(item, tried.status_code, tried.get_json(), needs_form=needs_form)
                    checked += 1
    assert checked > 300


def assert_agree(item: Json, status: int, said: Json, *, needs_form: bool) -> None:
    if item["allowed"]:
        assert status == (422 if needs_form else 200), said
        assert said.get("code") in (None, "invalid")
        return
    rules = [each["rule"] for each in item["why_not"]]
    if said["code"] == "not_now":
        assert rules == ["not_now"]
    else:
        assert said["code"] in ("not_you", "not_so")
        assert rules == [each["rule"] for each in said.get("rules", [{"rule": "not_holder"}])]


def test_what_the_state_does_not_know_now_is_not_now(house: House) -> None:
    ticket = house.refund()
    later = right(house["supervisor"], ticket, "approve", "supervisor2")
    assert (later["allowed"], [each["rule"] for each in later["why_not"]]) == (False, ["not_now"])
    never = right(house["supervisor"], ticket, "approve", "tech")
    assert [each["rule"] for each in never["why_not"]] == ["not_signer", "not_now"]
    closed = house["clerk"].fire(ticket, "cancel", {"reason": "不退了"})
    claim = right(house["supervisor"], closed, "claim", "clerk")
    assert (claim["items"], [each["rule"] for each in claim["why_not"]]) == ([], ["not_now"])


def test_it_names_who_could_instead(house: House) -> None:
    ticket = house.submitted_refund()
    own = right(house["clerk"], ticket, "approve")
    assert own["allowed"] is False
    users = [user for each in own["who_could"] for user in each["users"]]
    assert "supervisor" in users and "clerk" not in users
    vote = right(house["supervisor"], ticket, "approve", "supervisor")
    assert (vote["allowed"], vote["why_not"], vote["state"]) == (True, [], "pending_approval")


def test_only_who_answers_for_others_may_ask_about_them(house: House) -> None:
    ticket = house.complaint()
    for who in ("clerk", "tech", "finance", "cashier"):
        problem = refused(why_not(house[who], ticket, "accept", "clerk2"), 403, "not_you")
        assert {each["desk"] for each in problem["who_could"]} == set(ASKING)
        refused(house[who].get(f"/tickets/{ticket['id']}/moves?as=clerk2"), 403, "not_you")
        right(house[who], ticket, "accept")
        right(house[who], ticket, "accept", who)
    for who in ASKING:
        assert right(house[who], ticket, "accept", "clerk2")["allowed"]


def test_nobody_asks_about_strangers_or_about_what_there_is_not(house: House) -> None:
    ticket = house.complaint()
    desk = house["supervisor"]
    for stranger in ("nobody-here", "clerk-gz02", "01890000-0000-7000-8000-000000000000"):
        problem = refused(why_not(desk, ticket, "accept", stranger), 422, "invalid")
        assert problem["errors"][0]["field"] == "person"
        problem = refused(desk.get(f"/tickets/{ticket['id']}/moves?as={stranger}"), 422, "invalid")
        assert problem["errors"][0]["field"] == "as"
    assert refused(why_not(desk, ticket, "fly"), 422, "invalid")["errors"][0]["field"] == "action"
    refused(desk.get(f"/tickets/{ticket['id']}/why-not"), 422, "invalid")
    refused(why_not(house["supervisor-gz02"], ticket, "accept", "clerk"), 404, "not_found")
    refused(desk.get("/tickets/nowhere/why-not"), 404, "not_found")
    anonymous = house.app.test_client().get(f"/api/v1/tickets/{ticket['id']}/why-not?action=accept")
    assert anonymous.status_code == 401


def test_a_person_may_be_named_by_id(house: House) -> None:
    ticket = house.complaint()
    me = answered(house["clerk"].get("/me"), 200)
    assert right(house["supervisor"], ticket, "accept", me["id"])["person"]["username"] == "clerk"
    assert right(house["clerk"], ticket, "accept", me["id"])["allowed"]


def test_of_an_operation_on_the_ticket_it_says_what_trying_it_says(house: House, tickets: list[Json]) -> None:
    for ticket in tickets:
        for who in PEOPLE:
            for path, operation in OF_TICKETS.items():
                found = right(house["auditor"], ticket, operation.name, who)
                address = f"/tickets/{ticket['id']}/{path}?dry_run=true"
                tried = house[who].post(address, {}, version=ticket["version"])
                needs_form = not needs_nothing(operation.schema)
                assert_agree(found, tried.status_code, tried.get_json(), needs_form=needs_form)


def test_of_a_suspended_ticket_it_says_that_it_is_suspended(house: House) -> None:
    ticket = house.complaint()
    path = f"/tickets/{ticket['id']}/suspend"
    code = next(iter(suspension_codes({})))
    body = {"code": code, "reason": "等资料"}
    rests = answered(house["supervisor"].post(path, body, version=ticket["version"]), 200)
    for action in ("accept", "claim", "suspend_ticket"):
        assert [each["rule"] for each in right(house["clerk"], rests, action)["why_not"]] == ["not_suspended"]
    assert right(house["supervisor"], rests, "resume_ticket")["allowed"]


# Not about this ticket: what is written beside it, and a new ticket linked to it.
NOT_OPERATIONS = {"comments", "attachments", "watchers", "read", "reopen"}


def test_every_operation_can_be_asked_about() -> None:
    """A new one that is not declared here fails."""
    calls = [call for area in AREAS for call in area.calls if call.method == "POST"]
    assert last_parts(calls, "/work-items/<item>/") == set(OF_ITEMS)
    assert last_parts(calls, "/tickets/<ref>/") - NOT_OPERATIONS == set(OF_TICKETS)
    assert {*ITEM_OPERATIONS, *TICKET_OPERATIONS} <= set(OPERATIONS)


def last_parts(calls: list[Call], stem: str) -> set[str]:
    rests = [call.rule.removeprefix(stem) for call in calls if call.rule.startswith(stem)]
    return {rest for rest in rests if "/" not in rest}
