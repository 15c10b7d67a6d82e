"""A late charge that goes over with the debt it is for: still a late charge, and never a debt of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.transaction import Row, transaction
from tests import makers
from tests.register.house import CHEN, ZHANG, House, answered, house_on
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
    debt = charges(house, ZHANG)["other"]
    body = {"customer": str(house.people[ZHANG].id), "amount_fen": 80_000, "method": "cash"}
    body |= {"charges": [debt["id"]]}
    answered(house.send("POST", "/payments", body, who="cashier"), 201)
    gone = goes_over(house)
    assert set(gone) == {"late"}
    assert gone["late"]["late_of"] == debt["id"]
