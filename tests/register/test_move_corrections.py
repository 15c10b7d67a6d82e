"""Quick moves by the page, and what was registered wrongly: corrected, taken back, deleted."""

from typing import Any

import pytest
from flask import Flask

from service.transaction import transaction
from tests import makers
from tests.register.house import CHEN, LI, WANG, ZHANG, House, answered, house_on, refused, wrong
from tests.stage import stage_on


@pytest.fixture
def house(app: Flask) -> House:
    found = house_on(stage_on(app))
    found.owner()
    return found


def line(house: House, name: str | None, on: str, **more: Any) -> dict[str, Any]:
    named = {} if name is None else {"customer": house.people[name].code}
    return {"room": house.room.code, "on": on} | named | more


def rooms(house: House, count: int) -> list[str]:
    with transaction() as work:
        return [makers.make_room(work, house.stage.office).code for _ in range(count)]


def test_r_occ_28_three_rooms_are_moved_into_at_once_or_none_with_errors_by_line(house: House) -> None:
    codes = rooms(house, 3)
    lines = [line(house, LI, "2026-11-01", nature="tenant") | {"room": code} for code in codes]
    spoiled = [lines[0], lines[1] | {"customer": "nobody"}, lines[2] | {"room": "A-9"}, lines[0]]
    assert wrong(house.send("POST", "/moves/batch", {"moves": spoiled})) == [
        "moves.1.customer",
        "moves.2.room",
        "moves.3",
    ]
    assert house.listed("/moves?nature=tenant") == []
    made = answered(house.send("POST", "/moves/batch", {"moves": lines}), 201)["items"]
    assert [row["room"]["code"] for row in made] == codes
    assert len(house.listed("/moves?nature=tenant")) == 3


def test_a_line_of_a_page_is_wrong_by_its_form_too(house: House) -> None:
    lines = [line(house, LI, "2026-11-01"), line(house, None, "2026-02-30", direction="out")]
    assert wrong(house.send("POST", "/moves/batch", {"moves": lines})) == ["moves.0.nature", "moves.1.on"]


def test_r_occ_29_a_quick_move_out_takes_the_room_and_the_date(house: House) -> None:
    house.moves_in(LI, "tenant", "2026-02-01")
    lines = [line(house, None, "2026-11-15", direction="out")]
    (row,) = answered(house.send("POST", "/moves/batch", {"moves": lines}), 201)["items"]
    assert (row["customer"]["name"], row["out_on"]) == (LI, "2026-11-15")
    assert house.payer() == ZHANG


def test_where_tenant_and_resident_live_a_quick_move_out_asks_for_the_nature(house: House) -> None:
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_in(WANG, "resident", "2026-02-01")
    lines = [line(house, None, "2026-11-15", direction="out")]
    assert wrong(house.send("POST", "/moves/batch", {"moves": lines})) == ["moves.0.nature"]
    lines[0]["nature"] = "resident"
    (row,) = answered(house.send("POST", "/moves/batch", {"moves": lines}), 201)["items"]
    assert row["customer"]["name"] == WANG


def test_r_occ_17_the_handover_list_takes_view_add_modify_and_delete(house: House) -> None:
    made = house.made("/handovers", CHEN, "2026-11-10", contract_no="HT-1")
    path = f"/handovers/{made['id']}"
    changes = {"contract_no": "HT-2", "on": "2026-11-12"}
    refused(house.send("PATCH", path, changes), 428, "version_required")
    refused(house.send("PATCH", path, changes, version=9), 412, "stale")
    changed = answered(house.send("PATCH", path, changes, version=1), 200)
    assert (changed["contract_no"], changed["on"], changed["version"]) == ("HT-2", "2026-11-12", 2)
    assert house.relations() == [
        ("owner", ZHANG, "2026-01-01", "2026-11-12"),
        ("owner", CHEN, "2026-11-12", None),
    ]
    with transaction() as work:
        charge = makers.make_charge(work, house.people[CHEN], room_id=house.room.id)
    refused(house.send("DELETE", path), 409, "in_use")
    with transaction() as work:
        work.sql.execute("DELETE FROM charge WHERE id = %s AND false", [charge.id])
        work.sql.execute("UPDATE charge SET room_id = NULL WHERE id = %s", [charge.id])
    assert house.send("DELETE", path).status_code == 204
    refused(house.send("GET", path), 404, "not_found")
    assert house.relations() == [("owner", ZHANG, "2026-01-01", None)]


def test_a_handover_that_moved_money_is_not_deleted_until_it_is_taken_back(house: House) -> None:
    with transaction() as work:
        makers.make_charge(work, house.people[ZHANG], room_id=house.room.id)
    more = {"who": "finance", "arrears_to_new": True, "assumption_no": "ZW-1"}
    path = f"/handovers/{house.made('/handovers', CHEN, '2026-11-10', **more)['id']}"
    refused(house.send("DELETE", path, who="finance"), 409, "in_use")
    undone = house.send("POST", f"{path}/reverse", {"reason": "买卖取消"}, who="finance")
    assert undone.status_code == 200
    assert house.send("DELETE", path, who="finance").status_code == 204


def test_r_occ_33_the_move_list_takes_add_in_add_out_modify_in_and_delete(house: House) -> None:
    stay = house.moves_in(LI, "tenant", "2026-02-01")
    path = f"/moves/{stay['id']}"
    assert (
        answered(house.send("PATCH", path, {"in_on": "2026-02-10"}, version=1), 200)["in_on"] == "2026-02-10"
    )
    gone = house.moves_out(LI, "2026-11-20")
    assert gone["id"] == stay["id"]
    moved = house.send("PATCH", path, {"out_on": "2026-11-25"}, version=gone["version"])
    assert (moved.get_json()["out_on"], moved.get_json()["until"]) == ("2026-11-25", "2026-11-26")
    refused(house.send("DELETE", path), 409, "in_use")
    assert answered(house.send("POST", f"{path}/reverse", {"reason": "没有搬走"}), 200)["out_on"] is None
    assert house.send("DELETE", path).status_code == 204
    assert house.relations() == [("owner", ZHANG, "2026-01-01", None)]


def test_a_day_is_not_moved_to_where_other_people_would_leave(house: House) -> None:
    house.moves_in(LI, "tenant", "2026-06-01")
    made = house.made("/handovers", CHEN, "2026-11-10", reenter_tenant=True)
    path = f"/handovers/{made['id']}"
    refused(house.send("PATCH", path, {"on": "2026-05-01"}, version=1), 422, "not_so", "same_people")
    earlier = answered(house.send("PATCH", path, {"on": "2026-07-01"}, version=1), 200)
    assert earlier["on"] == "2026-07-01"
    assert house.relations() == [
        ("owner", ZHANG, "2026-01-01", "2026-07-01"),
        ("owner", CHEN, "2026-07-01", None),
        ("tenant", LI, "2026-06-01", "2026-07-01"),
        ("tenant", LI, "2026-07-01", None),
    ]


def test_a_stay_of_a_handover_is_neither_corrected_nor_deleted_as_a_move(house: House) -> None:
    (stay,) = house.listed(f"/moves?room={house.room.id}")
    path = f"/moves/{stay['id']}"
    refused(house.send("DELETE", path), 409, "in_use")
    refused(house.send("PATCH", path, {"in_on": "2026-01-02"}, version=1), 422, "not_so", "registered_here")
