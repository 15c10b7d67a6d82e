"""What a handover charges: picked off the temporary charge list, owed by the new owner, undone with it."""

from typing import Any

import pytest
from flask import Flask

from service.transaction import transaction
from tests import makers
from tests.register.house import CHEN, ZHANG, House, answered, house_on, refused, wrong
from tests.stage import stage_on

RUBBISH = "装修垃圾清运费"
PICKED = [{"item": RUBBISH}]


@pytest.fixture
def house(app: Flask) -> House:
    """Finance has put 装修垃圾清运费 on the list of temporary charges, at 600.00 a room."""
    house = house_on(stage_on(app))
    by_finance(house, "/charge-items", {"name": RUBBISH, "kind": "temporary"})
    standard = {"item": RUBBISH, "name": "每户", "basis": "room", "price_fen": 60000}
    by_finance(house, "/standards", standard)
    return house


def by_finance(house: House, path: str, body: dict[str, Any]) -> Any:
    return answered(house.send("POST", path, body, who="finance"), 201)


def owed(house: House) -> list[tuple[str, str, str, int, int]]:
    rows = house.listed(f"/charges?room={house.room.id}")
    return [(r["customer"]["name"], r["kind"], r["item"], r["amount_fen"], r["balance_fen"]) for r in rows]


def reverse(house: House, made: dict[str, Any]) -> Any:
    return house.send("POST", f"/handovers/{made['id']}/reverse", {"reason": "登记错误"})


def test_r_occ_05_a_picked_temporary_charge_is_one_unpaid_charge_on_the_new_owner(house: House) -> None:
    house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED)
    assert owed(house) == [(ZHANG, "temporary", RUBBISH, 60000, 60000)]


def test_r_occ_05_what_was_picked_is_undone_with_the_handover(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED)
    answered(reverse(house, made), 200)
    assert owed(house) == [(ZHANG, "temporary", RUBBISH, 60000, 0)]
    again = house.made("/handovers", ZHANG, "2026-11-02", charges=PICKED)
    assert house.send("DELETE", f"/handovers/{again['id']}").status_code == 204
    assert [row["handover"] for row in house.listed("/handover-charges")] == [made["id"]]
    assert house.relations() == []


def test_r_occ_05_a_handover_whose_charge_was_paid_stays(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED)
    payment = {"customer": str(house.people[ZHANG].id), "amount_fen": 100, "method": "cash"}
    answered(house.send("POST", "/payments", payment, who="cashier"), 201)
    refused(reverse(house, made), 422, "not_so", "handover_charges_open")
    refused(house.send("DELETE", f"/handovers/{made['id']}"), 409, "in_use")
    assert house.relations() == [("owner", ZHANG, "2026-11-01", None)]


def test_r_occ_05_nothing_is_handed_over_where_the_list_has_no_such_charge(house: House, app: Flask) -> None:
    by_finance(house, "/charge-items", {"name": "物业费", "kind": "management"})
    stranger = house_on(stage_on(app))
    foreign = by_finance(stranger, "/charge-items", {"name": "开户费", "kind": "temporary"})
    for item in ("物业费", "没有的", foreign["id"]):
        charges = [*PICKED, {"item": item}]
        assert wrong(house.asked("/handovers", ZHANG, "2026-11-01", charges=charges)) == ["charges.1.item"]
    assert (owed(house), house.relations()) == ([], [])
    assert wrong(house.asked("/transfers", CHEN, "2026-11-01", charges=PICKED)) == ["charges"]


def test_an_amount_of_ones_own_is_for_finance_and_needs_no_standard(house: House) -> None:
    own = [{"item": RUBBISH, "amount_fen": 12345}]
    refused(house.asked("/handovers", ZHANG, "2026-11-01", charges=own), 403, "not_you")
    both = [own[0] | {"standard": "每户"}]
    asked = house.asked("/handovers", ZHANG, "2026-11-01", charges=both)
    assert wrong(asked) == ["charges.0.amount_fen"]
    house.made("/handovers", ZHANG, "2026-11-01", charges=own, who="finance")
    assert owed(house) == [(ZHANG, "temporary", RUBBISH, 12345, 12345)]


def test_of_several_standards_one_is_named_and_an_area_must_be_known(house: House) -> None:
    by_area = {"item": RUBBISH, "name": "按面积", "basis": "usable_area", "price_fen": 333}
    by_finance(house, "/standards", by_area)
    assert wrong(house.asked("/handovers", ZHANG, "2026-11-01", charges=PICKED)) == ["charges.0.standard"]
    named = [{"item": RUBBISH, "standard": "按面积"}]
    refused(house.asked("/handovers", ZHANG, "2026-11-01", charges=named), 422, "not_so", "has_area")
    with transaction() as work:
        room = makers.make_room(work, house.stage.office, usable_area=10050)
    body = {"room": room.code, "customer": house.people[ZHANG].code, "on": "2026-11-01", "charges": named}
    answered(house.send("POST", "/handovers", body), 201)
    # 100.50 m² at 3.33: half a fen is rounded up.
    assert [row["amount_fen"] for row in house.listed("/handover-charges")] == [33467]


def test_r_occ_06_two_handover_charges_are_two_rows_and_no_verb_edits_them(house: House, app: Flask) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED * 2)
    rows = house.listed(f"/handover-charges?handover={made['id']}")
    seen = [(r["handover"], r["on"], r["customer"]["name"], r["item"], r["balance_fen"]) for r in rows]
    assert seen == [(made["id"], "2026-11-01", ZHANG, RUBBISH, 60000)] * 2
    offered = house.send("OPTIONS", "/handover-charges")
    assert answered(offered, 200) == {"verbs": ["view"]}
    assert offered.headers["Allow"] == "GET, HEAD, OPTIONS"
    for verb in ("POST", "PATCH", "PUT", "DELETE"):
        assert house.send(verb, "/handover-charges", {}).status_code == 405
        assert house.send(verb, f"/handover-charges/{rows[0]['id']}", {}).status_code in (404, 405)
    assert house_on(stage_on(app)).listed("/handover-charges") == []


def redated(house: House, made: dict[str, Any], on: str) -> Any:
    return house.send("PATCH", f"/handovers/{made['id']}", {"on": on}, version=made["version"])


def due(house: House) -> list[tuple[str, str]]:
    return [(row["due_on"], row["limitation_on"]) for row in house.listed(f"/charges?room={house.room.id}")]


def test_r_occ_05_picked_charges_are_due_on_the_day_of_the_handover_also_when_it_is_mended(
    house: House,
) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED * 2)
    assert due(house) == [("2026-11-01", "2029-11-01")] * 2
    made = answered(redated(house, made, "2026-11-10"), 200)
    assert due(house) == [("2026-11-10", "2029-11-10")] * 2
    payment = {"customer": str(house.people[ZHANG].id), "amount_fen": 60000, "method": "cash"}
    answered(house.send("POST", "/payments", payment, who="cashier"), 201)
    begun_anew = due(house)[0][1]
    assert begun_anew > "2029-11-10", "half of each is paid, which begins limitation anew"
    answered(redated(house, made, "2026-11-05"), 200)
    assert due(house) == [("2026-11-05", begun_anew)] * 2


def test_r_occ_05_a_day_by_which_a_charge_is_dunned_is_not_mended(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED)
    details = {"customer": house.people[ZHANG].code, "measure": "call", "charges": "overdue"}
    ticket = house.stage.opened("clerk", "dunning", details)
    refused(redated(house, made, "2026-11-10"), 422, "not_so", "handover_charges_due")
    assert (due(house)[0][0], house.relations()[0][2]) == ("2026-11-01", "2026-11-01")
    house.stage.fired("clerk", ticket, "withdraw", {"reason": "日期有误"})
    answered(redated(house, made, "2026-11-10"), 200)
    assert due(house) == [("2026-11-10", "2029-11-10")]


def test_a_charge_of_a_handover_that_was_taken_back_binds_the_handover_no_more(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", charges=PICKED)
    (row,) = house.listed(f"/charges?room={house.room.id}")
    path = f"/charges/{row['id']}/reverse"
    answered(house.send("POST", path, {"reason": "录错"}, who="finance", version=row["version"]), 200)
    answered(reverse(house, made), 200)
    assert owed(house) == [(ZHANG, "temporary", RUBBISH, 60000, 0)]
