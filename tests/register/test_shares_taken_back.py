"""A line of which a developer paid a share (代缴) is taken back whole: month and units are free again."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.queries.register.balances import book_differences
from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import WATER, metered, read
from tests.register.town import Town, answered, new_town

MONTH = "2026-11"


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    town = new_town(place, client)
    town.item()
    town.item(WATER, "water")
    return town


@pytest.fixture
def developer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="developer", name="桂园置业")


@pytest.fixture
def room(town: Town, developer: Customer) -> Room:
    """At 250.60 a month, of which the developer has promised 100.00 in all."""
    room = town.room(town.place.customer)
    town.tariff(town.standard(), room=room.code)
    promised(town, room, developer, 10_000, "物业费")
    return room


@pytest.fixture
def meter(town: Town, room: Room, developer: Customer, clerk: Desk) -> str:
    """Of water, at 3.50 a unit; the developer has promised 20.00 of it."""
    town.tariff(town.standard(WATER, 350, basis="meter"), room=room.code, begins_on=None)
    promised(town, room, developer, 2_000, WATER)
    return metered(clerk, room, began=120)


def promised(town: Town, room: Room, developer: Customer, fen: int, item: str) -> Row:
    body = {"room": room.code, "developer": developer.code, "begins_on": "2026-11-01", "item": item}
    return answered(town.finance.post("/subsidies", body | {"amount_fen": fen}))


def pots(town: Town) -> list[int]:
    rows = answered(town.finance.get("/subsidies"), 200)["items"]
    return sorted(row["balance_fen"] for row in rows)


def standing(town: Town, item: str, period: str = MONTH) -> dict[str, Row]:
    """By who owes it."""
    rows = [row for row in town.charges() if row["item"] == item and row["period"] == period]
    return {row["customer"]["name"]: row for row in rows if row["reversed_at"] is None}


def reverse(town: Town, row: Row, status: int = 200) -> Row:
    seen = {"If-Match": f'"v{row["version"]}"'}
    return answered(town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "算错"}, **seen), status)


def owed(town: Town, item: str, period: str = MONTH) -> list[int]:
    return sorted(row["balance_fen"] for row in standing(town, item, period).values())


@pytest.mark.parametrize("whose", ["developer", "owner"])
def test_with_either_share_the_other_goes_and_the_month_is_charged_anew(
    town: Town, room: Room, developer: Customer, whose: str
) -> None:
    town.run(MONTH)
    assert (owed(town, "物业费"), pots(town)) == ([10_000, 15_060], [0])
    names = {"developer": developer.name, "owner": town.place.customer.name}
    reverse(town, standing(town, "物业费")[names[whose]])
    assert (standing(town, "物业费"), pots(town)) == ({}, [10_000])
    assert town.run(MONTH)["lines"] == 2
    assert (owed(town, "物业费"), pots(town)) == ([10_000, 15_060], [0])


def test_no_unit_is_charged_twice_after_a_share_was_taken_back(town: Town, meter: str, clerk: Desk) -> None:
    read(clerk, meter, 130)
    town.run(MONTH)
    assert owed(town, WATER) == [1_500, 2_000]
    reverse(town, standing(town, WATER)[town.place.customer.name])
    read(clerk, meter, 135, "2026-12-31")
    town.run("2026-12")
    assert owed(town, WATER) == []
    assert sum(owed(town, WATER, "2026-12")) == 15 * 350


def test_a_share_that_was_paid_binds_the_other(town: Town, room: Room, developer: Customer) -> None:
    town.run(MONTH)
    payment = {"customer": developer.code, "amount_fen": 100, "method": "transfer"}
    answered(town.cashier.post("/payments", payment))
    assert reverse(town, standing(town, "物业费")[town.place.customer.name], 422)["rule"] == "not_paid"
    assert len(standing(town, "物业费")) == 2


def test_what_came_from_a_subsidy_that_was_taken_back_frees_its_month_and_units(
    town: Town, meter: str, clerk: Desk
) -> None:
    read(clerk, meter, 125)
    town.run(MONTH)
    (pot,) = [
        row for row in answered(town.finance.get("/subsidies"), 200)["items"] if row["item"]["name"] == WATER
    ]
    seen = {"If-Match": f'"v{pot["version"]}"'}
    answered(town.finance.post(f"/subsidies/{pot['id']}/reverse", {"reason": "未成交"}, **seen), 200)
    (mine,) = standing(town, WATER).values()
    assert (mine["customer"]["name"], mine["balance_fen"]) == (town.place.customer.name, 5 * 350)
    reverse(town, mine)
    assert town.run(MONTH)["lines"] == 1
    assert owed(town, WATER) == [5 * 350]
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert owed(town, WATER, "2026-12") == [15 * 350]
    ids = {row["id"] for row in town.charges()}
    with transaction() as work:
        assert [row for row in book_differences(work.sql) if str(row["id"]) in ids] == []
