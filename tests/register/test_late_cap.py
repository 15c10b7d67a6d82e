"""Being late costs no more than the item's part of the debt, whoever owed it and whatever was taken off."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.transaction import Row, transaction
from tests import makers
from tests.register.house import CHEN, ZHANG, House, answered, house_on
from tests.register.test_arrears import today
from tests.register.test_late_goes_over import aged, charges, goes_over, late, paid
from tests.register.test_late_of_changed import remitted
from tests.stage import stage_on

ITEM = {"name": "物业费", "kind": "management", "late_ppm": 1000, "late_cap_percent": 30}
CAP = 24_000


@pytest.fixture
def house(app: Flask) -> House:
    """张伟 owes 800.00 for five hundred days, 0.80 for each; nobody was charged for being late."""
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
            due_on=today() - timedelta(days=500),
        )
    aged(debt.id)
    return house


@pytest.fixture
def gone(house: House) -> dict[str, Row]:
    """It went over to 陈静 after 250 days."""
    debt = charges(house, ZHANG)["other"]["id"]
    over = goes_over(house)
    moved_before(250, debt, over["other"]["id"])
    return over


def moved_before(days: int, left: str, came: str) -> None:
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        work.sql.execute(
            "UPDATE book_entry SET at = at - make_interval(days => %s) WHERE kind = 'transfer'"
            " AND (row_id = %s AND amount_fen < 0 OR row_id = %s AND amount_fen > 0)",
            [days, UUID(left), UUID(came)],
        )


def late_of(house: House, name: str, **values: Any) -> int:
    body = values | {"customer": str(house.people[name].id)}
    made: int = answered(house.send("POST", "/late-charges", body, who="finance"), 201)["amount_fen"]
    return made


def test_a_debt_that_went_over_costs_no_more_than_its_cap_when_both_are_charged_at_once(
    house: House, gone: dict[str, Row]
) -> None:
    assert late(house) == {"lines": 2, "amount_fen": CAP}
    assert charges(house, ZHANG)["late"]["amount_fen"] == 20_000
    newer = charges(house, CHEN)["late"]
    basis = newer["basis"]
    assert (newer["amount_fen"], basis["accrued_fen"], basis["cap_fen"]) == (4_000, 20_000, 4_000)
    assert basis["capped"]
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_what_the_newcomer_was_charged_first_leaves_less_of_the_cap_for_who_left(
    house: House, gone: dict[str, Row]
) -> None:
    assert late_of(house, CHEN) == 20_000
    assert late_of(house, ZHANG) == CAP - 20_000
    assert charges(house, ZHANG)["late"]["basis"]["capped"]


def test_who_was_charged_goes_on_within_what_the_other_left_of_the_cap(
    house: House, gone: dict[str, Row]
) -> None:
    assert late_of(house, CHEN, on=str(today() - timedelta(days=200))) == 4_000
    assert late_of(house, ZHANG, on=str(today() - timedelta(days=400))) == 8_000
    assert late_of(house, CHEN) == CAP - 8_000 - 4_000
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_a_debt_that_went_over_twice_is_one_debt_with_one_cap(house: House, gone: dict[str, Row]) -> None:
    """From 张伟 to 陈静, and back after another 200 days."""
    house.made("/transfers", ZHANG, str(today()), arrears_to_new=True, assumption_no="ZW-2", who="finance")
    rows = house.listed(f"/charges?customer={house.people[ZHANG].id}&status=open")
    moved_before(50, gone["other"]["id"], rows[0]["id"])
    assert late(house) == {"lines": 2, "amount_fen": CAP}
    assert charges(house, CHEN)["late"]["amount_fen"] == 4_000
    assert late(house) == {"lines": 0, "amount_fen": 0}


def test_what_was_paid_before_a_debt_went_over_counts_for_its_cap(house: House) -> None:
    """Of 800.00 only 300.00 went over; the cap is of the 800.00."""
    debt = charges(house, ZHANG)["other"]["id"]
    paid(house, ZHANG, 50_000, debt)
    over = goes_over(house)["other"]
    assert over["amount_fen"] == 30_000
    moved_before(250, debt, over["id"])
    assert late(house)["amount_fen"] == CAP


def test_what_was_remitted_to_the_newcomer_takes_its_part_of_the_cap(
    house: House, gone: dict[str, Row]
) -> None:
    """Of 800.00 are 100.00 left."""
    remitted(gone["other"], 70_000)
    assert late(house)["amount_fen"] == 3_000
