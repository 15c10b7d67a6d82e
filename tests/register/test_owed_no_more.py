"""What a payment says of the charges it names for which nothing is owed any more: why, and where it went."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.transaction import Row
from tests.register.conftest import Place
from tests.register.house import CHEN, ZHANG, House, house_on
from tests.register.house import answered as said
from tests.register.test_arrears import today
from tests.register.test_taken_back import charged, paid, taken_back
from tests.register.town import Town, answered, new_town
from tests.stage import stage_on

ELSEWHERE_ZH = "这笔钱已依法抵充其他欠费或记为预收，重复的可以红冲。"
SETTLED = "Nothing was owed any more for 物业费 2026-10."
ELSEWHERE = "This money went to other debts in the legal order or is kept; reverse it if it was taken twice."


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


@pytest.fixture
def house(app: Flask) -> House:
    house = house_on(stage_on(app))
    house.owner()
    return house


def test_what_was_settled_before_is_said_to_be_so_and_where_the_money_went(town: Town) -> None:
    bill = charged(town, 1_000, period="2026-10")
    paid(town, 1_000, bill)
    assert paid(town, 500, bill)["warnings"] == [f"{SETTLED} {ELSEWHERE}"]


def test_nobody_hears_of_other_debts_when_all_of_it_went_to_what_was_named(town: Town) -> None:
    bill, other = charged(town, 1_000, period="2026-10"), charged(town, 2_000)
    paid(town, 1_000, bill)
    assert paid(town, 500, bill, other)["warnings"] == [SETTLED]
    assert paid(town, 1_501, bill, other)["warnings"] == [f"{SETTLED} {ELSEWHERE}"]


def test_a_charge_that_was_taken_back_is_not_said_to_be_paid(town: Town) -> None:
    gone, bill = charged(town, 1_000, period="2026-09"), charged(town, 1_000, period="2026-10")
    answered(taken_back(town.finance, "charges", gone), 200)
    paid(town, 1_000, bill)
    (warning,) = paid(town, 500, gone, bill)["warnings"]
    assert warning == f"Taken back, so that nothing is owed: 物业费 2026-09. {SETTLED} {ELSEWHERE}"


def test_a_charge_that_went_over_is_not_said_to_be_paid_and_one_that_came_by_mistake_neither(
    house: House,
) -> None:
    debt = made(house, "/charges", item="物业费", due_on=str(today()), room=house.room.code)
    over = {"arrears_to_new": True, "assumption_no": "ZW-1", "who": "finance"}
    transfer = house.made("/transfers", CHEN, str(today()), **over)
    assert named(house, ZHANG, debt) == [f"已转由他人承担：物业费。{ELSEWHERE_ZH}"]
    (came,) = house.listed(f"/charges?customer={house.people[CHEN].id}")
    path, version = f"/transfers/{transfer['id']}/reverse", transfer["version"]
    said(house.send("POST", path, {"reason": "误"}, who="finance", version=version), 200)
    assert named(house, CHEN, came) == [f"已红冲、无须缴纳：物业费。{ELSEWHERE_ZH}"]


def made(house: House, path: str, **body: Any) -> Row:
    body |= {"customer": str(house.people[ZHANG].id), "amount_fen": 1_000}
    row: Row = said(house.send("POST", path, body, who="finance"), 201)
    return row


def named(house: House, name: str, charge: Row) -> list[str]:
    body = {"customer": str(house.people[name].id), "amount_fen": 10, "method": "cash"}
    body |= {"charges": [charge["id"]]}
    found: list[str] = said(house.send("POST", "/payments", body, who="cashier"), 201)["warnings"]
    return found
