"""What may be done: the answer and the enforcer never disagree, for anybody, in any state reached."""

from collections.abc import Iterator

import pytest

from schemas.base import instance
from schemas.views.ticket import Moves
from tests.demo_house import House, Json, answered, refused
from tests.statement_counter import counted_statements
from tests.tickets.people import repair
from workflows.catalog import workflow

PEOPLE = ("clerk", "clerk2", "dispatcher", "tech", "supervisor", "pm", "auditor")
UNKNOWN = {"zz": 1}
RIGHTS = {
    "system_only",
    "claimed_by_another",
    "not_assignee",
    "not_submitter",
    "not_signer",
    "not_your_desk",
}


def moves(house: House, who: str, ticket: Json) -> dict[str, Json]:
    page = answered(house[who].get(f"/tickets/{ticket['id']}/moves"), 200)
    instance(Moves).load(page)
    assert page["version"] == ticket["version"]
    return {item["trigger"]: item for item in page["items"]}


def reached(house: House) -> Iterator[Json]:
    """Tickets in many states, nothing happens to them afterwards."""
    yield house.complaint()
    yield investigated(house)
    yield house["tech"].fire(investigated(house), "propose", {"cause": "管道老化", "plan": "更换"})
    yield repair(house)
    yield triaged(house)
    yield house["tech"].fire(house["tech"].fire(triaged(house), "grab"), "accept")
    yield house.refund()
    yield house.submitted_refund(300_000)
    yield house["supervisor"].fire(house.submitted_refund(300_000), "approve")
    yield house["clerk"].open("dunning", {"customer": "A-1-0101", "measure": "sms", "charges": "overdue"})


def investigated(house: House) -> Json:
    made = house["clerk"].fire(house.complaint(), "accept")
    return house["supervisor"].fire(made, "assign", {"to": "tech"})


def triaged(house: House) -> Json:
    return house["dispatcher"].fire(repair(house), "triage", {"place": "common"})


@pytest.fixture(scope="module")
def tickets(house: House) -> list[Json]:
    return list(reached(house))


def test_what_is_allowed_is_let_through_and_nothing_else(house: House, tickets: list[Json]) -> None:
    """An unknown field shows it: where the right was there, the form is what is wrong."""
    for ticket in tickets:
        for who in PEOPLE:
            for trigger, item in moves(house, who, ticket).items():
                path = f"/tickets/{ticket['id']}/triggers/{trigger}"
                answer = house[who].post(path, UNKNOWN, version=ticket["version"])
                place = (ticket["number"], ticket["state"], who, trigger, item["why_not"], answer.get_json())
                personal = is_personal(ticket, item)
                assert answer.status_code == (403 if personal else 422), place
                assert item["allowed"] == (item["why_not"] == []), place


def test_a_refusal_names_the_rules_that_the_moves_name(house: House, tickets: list[Json]) -> None:
    for ticket in tickets:
        for who in PEOPLE:
            for trigger, item in moves(house, who, ticket).items():
                path = f"/tickets/{ticket['id']}/triggers/{trigger}"
                answer = house[who].post(path, UNKNOWN, version=ticket["version"])
                if answer.status_code == 403:
                    named = {each["rule"] for each in answered(answer, 403)["rules"]}
                    assert named and named <= {each["rule"] for each in item["why_not"]}


def test_who_submitted_a_slip_is_refused_for_four_eyes_whatever_the_desk(house: House) -> None:
    slip = house.submitted_refund()
    for who in ("clerk", "cashier"):
        answer = house[who].post(f"/tickets/{slip['id']}/triggers/approve", {}, version=slip["version"])
        refused(answer, 403, "not_you", rule="four_eyes")


def is_personal(ticket: Json, item: Json) -> bool:
    rows = workflow(ticket["workflow"]).rows_of(ticket["state"], item["trigger"])
    about = {rule.name for row in rows for rule in row.when if rule.about_person}
    return any(each["rule"] in RIGHTS | about for each in item["why_not"])


def test_a_guard_that_is_known_to_fail_is_named_and_then_fails(house: House) -> None:
    with_quote = house["tech"].fire(house["tech"].fire(triaged(house), "grab"), "accept")
    made = house["tech"].fire(with_quote, "arrive")
    item = moves(house, "tech", made)["quote"]
    assert [each["rule"] for each in item["why_not"]] == ["paid_work"]
    lines = [{"item": "水管", "quantity": 1, "price_fen": 100}]
    path = f"/tickets/{made['id']}/triggers/quote"
    refused(
        house["tech"].post(path, {"lines": lines}, version=made["version"]), 422, "not_so", rule="paid_work"
    )


def test_who_could_is_just_those_whom_the_door_lets_through(house: House, tickets: list[Json]) -> None:
    for ticket in tickets:
        told = {who: moves(house, who, ticket) for who in PEOPLE}
        for trigger, shown in told["auditor"].items():
            named = {user for each in shown["who_could"] for user in each["users"]}
            able = {who for who in PEOPLE if not is_personal(ticket, told[who][trigger])}
            assert named & set(PEOPLE) == able, (ticket["number"], ticket["state"], trigger)


def test_items_stand_in_the_order_of_the_table_the_systems_own_too(house: House) -> None:
    made = triaged(house)
    found = moves(house, "clerk", made)
    assert list(found) == ["dispatch", "grab", "auto", "cancel", "reclassify", "force_finish"]
    auto = found["auto"]
    assert (auto["allowed"], auto["form"], auto["who_could"]) == (False, None, [])
    assert [each["rule"] for each in auto["why_not"]] == ["system_only"]
    assert found["grab"]["dest"] == ["dispatched"] and found["reclassify"]["dest"] == ["pending_dispatch"]
    assert found["grab"]["form"]["additionalProperties"] is False


def test_four_eyes_is_known_without_the_form(house: House) -> None:
    made = house.submitted_refund(300_000)
    made = house["supervisor"].fire(made, "approve")
    item = moves(house, "supervisor", made)["approve"]
    assert not item["allowed"] and {"four_eyes", "not_signer"} & {each["rule"] for each in item["why_not"]}


def test_sentences_come_in_the_language_of_the_reader(house: House) -> None:
    path = f"/tickets/{house.complaint()['id']}/moves"
    items = answered(house["tech"].get(path, **{"Accept-Language": "zh"}), 200)["items"]
    assert (items[0]["title"], items[0]["why_not"][0]["detail"]) == ("受理", "您的岗位不能执行该操作。")


def test_a_claimed_duty_is_its_claimers_alone(house: House) -> None:
    made = house.complaint()
    item = made["work_items"][0]
    answered(house["clerk"].post(f"/work-items/{item['id']}/claim", version=made["version"]), 200)
    made["version"] += 1
    assert moves(house, "clerk", made)["accept"]["allowed"]
    other = moves(house, "clerk2", made)["accept"]
    assert [each["rule"] for each in other["why_not"]] == ["claimed_by_another"]
    assert other["who_could"] == [{"desk": "clerk", "office": "GZ01", "users": ["clerk"]}]


def test_at_an_end_there_is_nothing_to_do(house: House) -> None:
    made = house["clerk"].fire(house.complaint(), "withdraw", {"reason": "误会"})
    assert moves(house, "clerk", made) == {}


def test_all_that_takes_two_statements(house: House) -> None:
    made = house.submitted_refund()
    house["pm"]
    with counted_statements() as seen:
        answered(house["pm"].get(f"/tickets/{made['id']}/moves"), 200)
    assert len(seen) == 2


def test_a_dead_token_moves_nothing(house: House) -> None:
    made = house.complaint()
    dead = {"Authorization": f"Bearer {'A' * 43}"}
    refused(
        house["clerk"].client.get(f"/api/v1/tickets/{made['id']}/moves", headers=dead), 401, "unauthenticated"
    )
