"""Copies (抄送), notices and read marks: told once a person, nothing granted, no version raised."""

from typing import Any

import pytest

from schemas.base import instance
from schemas.views.notice import Notice, ReadMark
from service.transaction import statements
from service.usecases.effects.registry import EFFECTS
from service.usecases.effects.shape import Effect
from tests.demo_house import House, Json, answered, refused


def policy_with(house: House, workflow: str, **values: Any) -> Any:
    shown = answered(house["admin"].get(f"/policies/{workflow}?office=GZ01"), 200)
    body = {name: part for name, part in shown.items() if name not in ("workflow", "office", "version")}
    return house["admin"].put(
        f"/policies/{workflow}?office=GZ01", body | values, version=int(shown["version"])
    )


def done_effects(ticket: Json, *kinds: str, times: int = 1) -> None:
    """What the workers would do, however often they do it."""
    with statements() as sql:
        rows = sql.all(
            "SELECT * FROM outbox WHERE ticket_id = %s AND kind = ANY(%s) ORDER BY seq",
            [ticket["id"], list(kinds)],
        )
    for row in rows * times:
        effect = Effect(
            id=row["id"],
            kind=row["kind"],
            key=row["effect_key"],
            ticket=row["ticket_id"],
            seq=row["seq"],
            payload=row["payload"],
            created_at=row["created_at"],
        )
        EFFECTS[effect.kind](effect, None)  # type: ignore[arg-type]


def notices(house: House, who: str, ticket: Json, query: str = "") -> list[Json]:
    found = answered(house[who].get(f"/notices?limit=200{query}"), 200)["items"]
    for each in found:
        instance(Notice).load(each)
    return [each for each in found if (each["ticket"] or {}).get("id") == ticket["id"]]


def watching(house: House, who: str) -> set[str]:
    items = answered(house[who].get("/work-items?box=watching&limit=200"), 200)["items"]
    return {each["ticket"]["id"] for each in items}


def test_a_state_with_copies_tells_the_desks_holders_once(house: House) -> None:
    copies = {"registered": ["legal"], "investigating": ["legal", "guard"]}
    shown = answered(policy_with(house, "complaint", copies=copies), 200)
    assert shown["copies"] == copies
    ticket = house.complaint()
    accepted = house["clerk"].fire(ticket, "accept", {"team": "tech"})
    assigned = house["supervisor"].fire(accepted, "assign", {"to": "tech"})
    done_effects(assigned, "copy_desk", times=2)
    told = notices(house, "legal", ticket)
    assert [(each["template"], each["title"], each["desk"]) for each in told] == [
        ("copied", "A copy for you", "legal")
    ]
    assert ticket["id"] in watching(house, "legal")
    watchers = answered(house["clerk"].get(f"/tickets/{ticket['id']}/watchers"), 200)["items"]
    assert {each["added_by"]["username"] for each in watchers} == {"system"}
    # A copy grants nothing.
    path = f"/tickets/{ticket['id']}/triggers/propose"
    form = {"cause": "x", "plan": "y"}
    refused(house["legal"].post(path, form, version=assigned["version"]), 403, "not_you")
    answered(policy_with(house, "complaint", copies={}), 200)


@pytest.mark.parametrize("copies", [{"nowhere": ["legal"]}, {"registered": ["boss"]}, {"registered": []}])
def test_a_policy_copies_known_states_to_known_desks(house: House, copies: Json) -> None:
    refused(policy_with(house, "complaint", copies=copies), 422, "invalid")


def test_who_is_copied_by_hand_is_told_and_a_rule_tells_them_no_second_time(house: House) -> None:
    answered(policy_with(house, "complaint", copies={"accepted": ["legal"]}), 200)
    ticket = house.complaint()
    path = f"/tickets/{ticket['id']}/watchers"
    answered(house["clerk"].post(path, {"who": "legal"}), 201)
    answered(house["clerk"].post(path, {"who": "legal"}), 200)
    answered(house["clerk"].post(path, {"who": "clerk"}), 201)
    done_effects(house["clerk"].fire(ticket, "accept"), "copy_desk")
    assert len(notices(house, "legal", ticket)) == 1
    assert notices(house, "clerk", ticket) == []
    answered(policy_with(house, "complaint", copies={}), 200)


def test_a_notice_is_read_once_and_by_its_reader(house: House) -> None:
    ticket = house.complaint()
    answered(house["clerk"].post(f"/tickets/{ticket['id']}/watchers", {"who": "guard"}), 201)
    (notice,) = notices(house, "guard", ticket, "&unread=true")
    assert notice["read_at"] is None
    refused(house["clerk"].post(f"/notices/{notice['id']}/read"), 404, "not_found")
    refused(house["clerk"].post(f"/notices/{notice['id']}/read", {"x": 1}), 404, "not_found")
    refused(house["guard"].post(f"/notices/{notice['id']}/read", {"x": 1}), 422, "invalid")
    read = answered(house["guard"].post(f"/notices/{notice['id']}/read"), 200)
    assert read["read_at"] is not None
    assert answered(house["guard"].post(f"/notices/{notice['id']}/read"), 200) == read
    assert notices(house, "guard", ticket, "&unread=true") == []
    assert notices(house, "guard", ticket, "&unread=false") == [read]


def test_a_read_mark_names_the_version_and_raises_none(house: House) -> None:
    ticket = house.complaint()
    answered(house["clerk"].post(f"/tickets/{ticket['id']}/watchers", {"who": "guard"}), 201)
    mark = answered(house["guard"].post(f"/tickets/{ticket['number']}/read"), 200)
    instance(ReadMark).load(mark)
    assert (mark["who"]["username"], mark["version"]) == ("guard", 1)
    assert notices(house, "guard", ticket, "&unread=true") == []
    assert answered(house["guard"].post(f"/tickets/{ticket['id']}/read"), 200) == mark
    accepted = house["clerk"].fire(ticket, "accept")
    again = answered(house["guard"].post(f"/tickets/{ticket['id']}/read"), 200)
    assert again["version"] == accepted["version"] == 2
    readers = answered(house["clerk"].get(f"/tickets/{ticket['id']}/readers"), 200)["items"]
    assert readers == [again]
    refused(house["clerk-gz02"].post(f"/tickets/{ticket['id']}/read"), 404, "not_found")


def test_the_list_of_notices_is_walked_from_the_newest(house: House) -> None:
    tickets = [house.complaint() for _ in range(3)]
    for ticket in tickets:
        answered(house["clerk"].post(f"/tickets/{ticket['id']}/watchers", {"who": "cashier"}), 201)
    seen: list[str] = []
    page = answered(house["cashier"].get("/notices?limit=2"), 200)
    while True:
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        page = answered(house["cashier"].get(f"/notices?limit=2&cursor={page['next']}"), 200)
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == len(seen) >= 3
