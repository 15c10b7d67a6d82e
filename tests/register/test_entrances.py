"""Three ways to change an owner, one end state; what goes over with it, and how it is all taken back."""

from typing import Any

import pytest
from flask import Flask

from service.queries.register.balances import book_differences
from service.queries.register.ledger import ledger_faults
from service.transaction import Row, statements, transaction
from tests import makers
from tests.register.house import CHEN, LI, WANG, ZHANG, House, house_on, refused
from tests.stage import stage_on

ENTRANCES = ("handovers", "moves", "transfers")
EVERYTHING = {
    "who": "finance",
    "arrears_to_new": True,
    "prepayment_to_new": True,
    "assumption_no": "ZW-2026-001",
    "pass_code": True,
    "reenter_tenant": True,
}


@pytest.fixture
def house(app: Flask) -> House:
    return furnished(house_on(stage_on(app)))


def furnished(house: House, *, left_fen: int = 20_000) -> House:
    """张伟 owns, 李娜 rents, 王强 lives there; 张伟 owes three months and prepaid 1,000.00."""
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01", until="2027-02-01")
    house.moves_in(WANG, "resident", "2026-03-01")
    with transaction() as work:
        for month in ("2026-08", "2026-09", "2026-10"):
            makers.make_charge(work, house.people[ZHANG], room_id=house.room.id, period=month)
        used = makers.make_prepayment(work, house.people[ZHANG])
        work.sql.execute(USED, {"id": used.id, "office": used.office_id, "used": 100_000 - left_fen})
    return house


USED = """
WITH less AS (UPDATE prepayment SET balance_fen = balance_fen - %(used)s WHERE id = %(id)s)
INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen)
VALUES (%(office)s, 'prepayment', %(id)s, 'adjustment', -%(used)s::bigint)
"""


def change(house: House, entrance: str, name: str = CHEN, on: str = "2026-11-10", **more: Any) -> Row:
    if entrance == "moves":
        more |= {"nature": "owner"}
    return house.made(f"/{entrance}", name, on, **more)


def undone(house: House, entrance: str, row: Row, who: str = "finance") -> Any:
    return house.send("POST", f"/{entrance}/{row['id']}/reverse", {"reason": "登记错误"}, who=who)


def books(house: House) -> dict[str, Any]:
    """All that the office keeps about the room and its people, without ids and moments."""
    room = house.room.id
    kept: dict[str, Any] = {"relations": house.relations(), "payer": house.payer()}
    for name, customer in house.people.items():
        code = house.get(f"/customers/{customer.id}")["code"]
        own = f"customer={customer.id}"
        kept[name] = {
            "code": code if code == customer.code else code.replace(house.room.code, "ROOM"),
            "owes": sum(row["balance_fen"] for row in house.listed(f"/charges?{own}")),
            "prepaid": sum(row["balance_fen"] for row in house.listed(f"/prepayments?{own}")),
            "charges": sorted(
                (str(row["period"]), row["amount_fen"], row["balance_fen"], row["due_on"])
                for row in house.listed(f"/charges?{own}")
            ),
        }
        if kept[name]["code"] == customer.code:
            kept[name]["code"] = "own"
    with statements() as sql:
        kept["entries"] = [tuple(row.values()) for row in sql.all(ENTRIES, {"room": room})]
        kept["changes"] = [tuple(row.values()) for row in sql.all(CHANGES, {"room": room})]
        kept["stays"] = [tuple(row.values()) for row in sql.all(STAYS, {"room": room})]
        ours = {str(row["row_id"]) for row in sql.all(ROWS, {"room": room})}
        assert [each for each in book_differences(sql) if str(each["id"]) in ours] == []
        assert [each for each in ledger_faults(sql) if each["row"].split()[-1] in ours] == []
    return kept


# Other tests of the same database break their own books on purpose.
ROWS = """
SELECT DISTINCT row_id FROM book_entry WHERE office_id = (SELECT office_id FROM room WHERE id = %(room)s)
"""


ENTRIES = """
SELECT e.book, e.kind, e.amount_fen, e.actor_id IS NOT NULL AS by_somebody FROM book_entry e
 WHERE e.office_id = (SELECT office_id FROM room WHERE id = %(room)s)
 ORDER BY e.book, e.kind, e.amount_fen
"""
CHANGES = """
SELECT x.nature, x.happened_on, c.name, x.arrears_fen, x.prepayment_fen, x.assumption_no,
       x.passed_code IS NOT NULL AS passed, x.reversed_at IS NOT NULL AS reversed, x.reason, x.version
  FROM occupancy_change x JOIN customer c ON c.id = x.customer_id
 WHERE x.room_id = %(room)s ORDER BY x.created_at
"""
STAYS = """
SELECT y.nature, c.name, y.since, y.until, y.out_on, y.cancelled_at IS NOT NULL AS cancelled, y.version
  FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = %(room)s ORDER BY y.nature, y.since, c.name, y.until
"""


@pytest.mark.parametrize("more", [{"pass_code": False}, EVERYTHING], ids=["alone", "with_all_that_goes_over"])
def test_r_occ_38_three_entrances_on_three_equal_rooms_end_in_equal_books(
    app: Flask, more: dict[str, Any]
) -> None:
    houses = {entrance: furnished(house_on(stage_on(app))) for entrance in ENTRANCES}
    before = [books(house) for house in houses.values()]
    made = {entrance: change(house, entrance, **more) for entrance, house in houses.items()}
    after = [books(house) for house in houses.values()]
    for entrance, house in houses.items():
        assert undone(house, entrance, made[entrance]).status_code == 200
    again = [books(house) for house in houses.values()]
    assert before[0] == before[1] == before[2]
    assert after[0] == after[1] == after[2] != before[0]
    assert again[0] == again[1] == again[2]
    same = ("relations", "payer", ZHANG, CHEN, LI, WANG)
    assert {name: _standing(again[0][name]) for name in same} == {
        name: _standing(before[0][name]) for name in same
    }


def _standing(kept: Any) -> Any:
    """A row that the undoing emptied stays as a row."""
    if not isinstance(kept, dict):
        return kept
    return kept | {"charges": [row for row in kept["charges"] if row[2]]}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_r_occ_09_arrears_stay_unless_the_new_owner_takes_them_on_in_writing(
    house: House, entrance: str
) -> None:
    nature = {"nature": "owner"} if entrance == "moves" else {}
    asked = {"arrears_to_new": True} | nature
    refused(house.asked(f"/{entrance}", CHEN, "2026-11-10", **asked), 403, "not_you")
    unsigned = house.asked(f"/{entrance}", CHEN, "2026-11-10", who="finance", **asked)
    refused(unsigned, 422, "not_so", "debt_assumed")
    kept = change(house, entrance)
    assert "arrears_stay" in [each["rule"] for each in kept["warnings"]]
    assert "751.80" in str(kept["warnings"])
    assert (books(house)[ZHANG]["owes"], books(house)[CHEN]["owes"]) == (75180, 0)
    assert undone(house, entrance, kept, "clerk").status_code == 200
    change(house, entrance, who="finance", arrears_to_new=True, assumption_no="ZW-1")
    assert (books(house)[ZHANG]["owes"], books(house)[CHEN]["owes"]) == (0, 75180)
    kinds = [entry for entry in books(house)["entries"] if entry[1] == "transfer"]
    assert [entry[2] for entry in kinds] == [-25060] * 3 + [25060] * 3


def test_r_occ_10_only_prepayment_that_nothing_used_goes_over_and_only_when_asked(app: Flask) -> None:
    house = furnished(house_on(stage_on(app)), left_fen=60_000)
    first = change(house, "handovers", who="pm")
    assert (books(house)[ZHANG]["prepaid"], books(house)[CHEN]["prepaid"]) == (60000, 0)
    assert undone(house, "handovers", first).status_code == 200
    made = change(house, "handovers", who="pm", prepayment_to_new=True)
    assert (made["prepayment_fen"], made["arrears_fen"]) == (60000, 0)
    assert (books(house)[ZHANG]["prepaid"], books(house)[CHEN]["prepaid"]) == (0, 60000)


def test_r_occ_25_a_tenant_who_follows_takes_both_over_in_one_transaction(house: House) -> None:
    with transaction() as work:
        makers.make_charge(work, house.people[LI], room_id=house.room.id, amount_fen=10_000)
        makers.make_prepayment(work, house.people[LI], amount_fen=5_000)
    both = {"arrears_to_new": True, "prepayment_to_new": True, "assumption_no": "ZW-2"}
    made = house.moves_in(CHEN, "tenant", "2026-11-10", who="finance", **both)
    assert [each["customer"]["name"] for each in made["left"]] == [LI]
    kept = books(house)
    assert (kept[LI]["owes"], kept[LI]["prepaid"]) == (0, 0)
    assert (kept[CHEN]["owes"], kept[CHEN]["prepaid"]) == (10_000, 5_000)


def test_what_belongs_to_another_room_never_goes_over(house: House) -> None:
    with transaction() as work:
        other = makers.make_room(work, house.stage.office)
        makers.make_charge(work, house.people[ZHANG], room_id=other.id, amount_fen=11100)
    made = change(house, "transfers", who="finance", arrears_to_new=True, assumption_no="ZW-1")
    assert (made["arrears_fen"], books(house)[ZHANG]["owes"]) == (75180, 11100)


def test_more_than_a_thousand_yuan_needs_the_workflows_approval(house: House) -> None:
    with transaction() as work:
        makers.make_charge(work, house.people[ZHANG], room_id=house.room.id, amount_fen=24821)
    asked = house.asked("/transfers", CHEN, "2026-11-10", **EVERYTHING | {"prepayment_to_new": False})
    refused(asked, 422, "not_so", "needs_approval")
    assert books(house)[ZHANG]["owes"] == 100_001


def test_r_occ_37_the_old_owners_code_goes_to_the_new_owner_in_one_transaction(house: House) -> None:
    made = change(house, "transfers")
    code, former = house.room.code, house.people[CHEN].code
    assert (made["passed_code"], made["left_code"], made["former_code"]) == (code, f"{code}-1", former)
    assert house.get(f"/customers/{code}")["name"] == CHEN
    assert house.get(f"/customers/{code}-1")["name"] == ZHANG
    assert house.relations()[1] == ("owner", CHEN, "2026-11-10", None)
    history = house.listed(f"/customers/{house.people[ZHANG].id}/history")
    assert [row["old"] for row in history if row["field"] == "code"] == [code]
    back = undone(house, "transfers", made).get_json()
    assert (back["passed_code"], back["reason"]) == (code, "登记错误")
    assert house.get(f"/customers/{code}")["name"] == ZHANG
    assert house.get(f"/customers/{former}")["name"] == CHEN


def test_a_code_that_begins_with_what_nobody_sees_comes_back_as_it_was(house: House) -> None:
    unseen = "\u200bC-7"
    with transaction() as work:
        work.sql.execute("UPDATE customer SET code = %s WHERE id = %s", [unseen, house.people[CHEN].id])
    made = change(house, "transfers")
    assert made["former_code"] == unseen
    assert undone(house, "transfers", made).status_code == 200
    assert house.get(f"/customers/{house.people[CHEN].id}")["code"] == unseen


def test_a_code_with_minus_one_that_is_taken_gives_minus_two(house: House) -> None:
    with transaction() as work:
        makers.make_customer(work, house.stage.office, code=f"{house.room.code}-1")
    assert change(house, "transfers")["left_code"] == f"{house.room.code}-2"


def test_the_label_of_another_room_stays_with_who_still_owns_that(house: House) -> None:
    with transaction() as work:
        makers.make_room(work, house.stage.office, code="B-2-0202")
        work.sql.execute("UPDATE customer SET code = 'B-2-0202' WHERE id = %s", [house.people[ZHANG].id])
    assert change(house, "transfers")["passed_code"] is None


def test_nothing_is_taken_back_from_under_what_was_built_on_it(house: House) -> None:
    made = change(house, "handovers", reenter_tenant=True)
    later = house.moves_in(WANG, "resident", "2026-11-12")
    refused(undone(house, "handovers", made), 422, "not_so", "nothing_later")
    assert undone(house, "moves", later).status_code == 200
    with transaction() as work:
        charge = makers.make_charge(work, house.people[CHEN], room_id=house.room.id, period="2026-11")
    refused(undone(house, "handovers", made), 422, "not_so", "not_charged_since")
    with transaction() as work:
        work.sql.execute(FORGIVEN, {"id": charge.id, "office": charge.office_id})
    assert undone(house, "handovers", made).status_code == 200
    refused(undone(house, "handovers", made), 409, "not_now")


FORGIVEN = """
WITH less AS (UPDATE charge SET balance_fen = 0 WHERE id = %(id)s)
INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen)
VALUES (%(office)s, 'charge', %(id)s, 'adjustment', -25060)
"""


def test_money_that_was_used_since_keeps_the_change_in_force(house: House) -> None:
    made = change(house, "transfers", **EVERYTHING)
    paid = {"customer": str(house.people[CHEN].id), "amount_fen": 100, "method": "cash"}
    assert house.send("POST", "/payments", paid, who="cashier").status_code == 201
    refused(undone(house, "transfers", made), 422, "not_so", "money_untouched")
    refused(undone(house, "transfers", made, "clerk"), 403, "not_you")


def test_a_move_out_is_taken_back_and_a_handovers_stay_is_not_undone_as_a_move(house: House) -> None:
    gone = house.moves_out(WANG, "2026-11-20")
    assert undone(house, "moves", gone).get_json()["out_on"] is None
    made = change(house, "handovers")
    refused(undone(house, "moves", {"id": made["move"]}), 422, "not_so", "registered_here")


def test_a_change_that_was_taken_back_is_listed_as_such_and_its_stay_as_cancelled(house: House) -> None:
    made = change(house, "handovers")
    undone(house, "handovers", made)
    room = f"room={house.room.id}"
    assert [row["id"] for row in house.listed(f"/handovers?{room}&status=reversed")] == [made["id"]]
    assert [row["id"] for row in house.listed(f"/moves?{room}&status=cancelled")] == [made["move"]]
    assert made["move"] not in [row["id"] for row in house.listed(f"/moves?{room}")]
