"""A late charge that goes over with the debt it is for: still a late charge, and never a debt of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.transaction import Row, transaction
from tests import makers
from tests.register.house import CHEN, ZHANG, House, answered, house_on, refused
from tests.register.test_arrears import today
from tests.stage import stage_on

ITEM = {"name": "物业费", "kind": "management", "late_ppm": 500, "late_cap_percent": 30}


@pytest.fixture
def house(app: Flask) -> House:
    """张伟 owes 800.00 for thirty days, and 12.00 for being late."""
    house = house_on(stage_on(app))
    house.owner()
    item = answered(house.send("POST", "/charge-items", ITEM, who="finance"), 201)
    with transaction() as work:
        debt = makers.make_charge(
            work,
            house.people[ZHANG],
            room_id=house.room.id,
            item_id=UUID(item["id"]),
            amount_fen=80_000,
            due_on=today() - timedelta(days=30),
        )
    aged(debt.id)
    assert late(house) == {"lines": 1, "amount_fen": 1_200}
    return house


def aged(*charges: Any, days: int = 3000) -> None:
    """As if it had been entered so many days ago."""
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        work.sql.execute(
            "UPDATE book_entry SET at = at - make_interval(days => %s) WHERE row_id = ANY(%s)",
            [days, [UUID(str(each)) for each in charges]],
        )


def late(house: House) -> Any:
    return answered(house.send("POST", "/late-charges", {}, who="finance"), 201)


def charges(house: House, name: str) -> dict[str, Row]:
    rows = house.listed(f"/charges?customer={house.people[name].id}")
    return {row["kind"]: row for row in rows}


def goes_over(house: House) -> dict[str, Row]:
    asked = {"arrears_to_new": True, "assumption_no": "ZW-1", "who": "finance"}
    house.made("/transfers", CHEN, str(today()), **asked)
    return charges(house, CHEN)


def test_a_late_charge_that_goes_over_belongs_to_the_debt_that_goes_over_with_it(house: House) -> None:
    gone = goes_over(house)
    assert (gone["other"]["amount_fen"], gone["late"]["amount_fen"]) == (80_000, 1_200)
    assert gone["late"]["late_of"] == gone["other"]["id"]


def test_a_late_charge_that_goes_over_never_costs_a_late_charge(house: House) -> None:
    gone = goes_over(house)
    aged(*(row["id"] for row in gone.values()), days=10)
    assert late(house) == {"lines": 1, "amount_fen": 400}
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_what_went_over_counts_towards_the_cap(house: House) -> None:
    gone = goes_over(house)
    with transaction() as work:
        due_on, debt = today() - timedelta(days=3000), gone["other"]["id"]
        work.sql.execute("UPDATE charge SET due_on = %s WHERE id = %s", [due_on, debt])
    aged(*(row["id"] for row in gone.values()))
    assert late(house) == {"lines": 1, "amount_fen": 24_000 - 1_200}


def test_a_payment_still_settles_the_late_charge_before_its_debt(house: House) -> None:
    goes_over(house)
    body = {"customer": str(house.people[CHEN].id), "amount_fen": 1_000, "method": "cash"}
    answered(house.send("POST", "/payments", body, who="cashier"), 201)
    assert charges(house, CHEN)["late"]["balance_fen"] == 200


def test_a_late_charge_whose_debt_was_paid_goes_over_alone(house: House) -> None:
    """It was paid late, and what that cost is charged after it."""
    rows = charges(house, ZHANG)
    path, seen = f"/charges/{rows['late']['id']}/reverse", rows["late"]["version"]
    answered(house.send("POST", path, {"reason": "先缴后计"}, who="finance", version=seen), 200)
    paid(house, ZHANG, 80_000, rows["other"]["id"])
    assert late(house) == {"lines": 1, "amount_fen": 1_200}
    gone = goes_over(house)
    assert set(gone) == {"late"}
    assert gone["late"]["late_of"] == rows["other"]["id"]


def paid(house: House, name: str, amount_fen: int, *charges: str) -> None:
    body: dict[str, Any] = {
        "customer": str(house.people[name].id),
        "amount_fen": amount_fen,
        "method": "cash",
    }
    if charges:
        body["charges"] = list(charges)
    answered(house.send("POST", "/payments", body, who="cashier"), 201)


def long_due(*debts: str) -> None:
    with transaction() as work:
        due_on = today() - timedelta(days=3000)
        work.sql.execute("UPDATE charge SET due_on = %s WHERE id = ANY(%s)", [due_on, [*map(UUID, debts)]])


def test_what_was_paid_for_being_late_counts_towards_the_cap_of_who_takes_the_debt_on(house: House) -> None:
    paid(house, ZHANG, 1_200)
    gone = goes_over(house)
    assert set(gone) == {"other"}
    long_due(gone["other"]["id"])
    aged(gone["other"]["id"])
    assert late(house) == {"lines": 1, "amount_fen": 24_000 - 1_200}
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_a_late_charge_that_went_over_alone_is_not_made_again_where_it_was_made(house: House) -> None:
    paid(house, ZHANG, 80_000, charges(house, ZHANG)["other"]["id"])
    goes_over(house)
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_a_debt_on_which_the_newcomer_was_charged_for_being_late_does_not_go_back(house: House) -> None:
    """Nor is a late charge left behind of a debt that went back."""
    with transaction() as work:
        work.sql.execute("UPDATE charge SET room_id = NULL WHERE room_id = %s", [house.room.id])
    asked = {"arrears_to_new": True, "assumption_no": "ZW-1", "who": "finance"}
    change = house.made("/transfers", CHEN, str(today()), **asked)
    aged(*(row["id"] for row in charges(house, CHEN).values()), days=10)
    assert late(house)["lines"] == 1
    answer = house.send("POST", f"/transfers/{change['id']}/reverse", {"reason": "录错"}, who="finance")
    refused(answer, 422, "not_so", "money_untouched")


def test_who_owed_before_a_move_that_was_taken_back_owed_all_the_time(house: House) -> None:
    """A move of twenty days ago, taken back today; the debt's only late charge was a mistake."""
    debt = charges(house, ZHANG)["other"]["id"]
    asked = {"arrears_to_new": True, "assumption_no": "ZW-1", "who": "finance"}
    change = house.made("/transfers", CHEN, str(today()), **asked)["id"]
    answered(house.send("POST", f"/transfers/{change}/reverse", {"reason": "录错"}, who="finance"), 200)
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        for statement, row in (
            ("UPDATE charge SET reversed_at = guanjia_now(), balance_fen = 0 WHERE late_of = %s", debt),
            (
                "UPDATE occupancy_change SET created_at = created_at - interval '20 days' WHERE id = %s",
                change,
            ),
            (
                "UPDATE book_entry SET at = at - interval '20 days'"
                " WHERE row_id = %s AND kind = 'transfer' AND amount_fen < 0",
                debt,
            ),
        ):
            work.sql.execute(statement, [UUID(row)])
    assert late(house) == {"lines": 1, "amount_fen": 1_200}
    assert charges(house, CHEN)["other"]["balance_fen"] == 0
