"""What becomes known later than a charge by hand, a relation above all, changes whose units it settles."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import billed, by_hand, lives, piped, read, shares, watered
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


@pytest.fixture
def newcomer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="tenant", name="李娜")


def comes(clerk: Desk, room: Room, who: Customer, on: str) -> None:
    body = {"room": room.code, "customer": who.code, "nature": "tenant", "on": on}
    answered(clerk.post("/moves", body))


@pytest.mark.parametrize("order", ["move, charge", "charge, move"])
def test_a_newcomers_month_that_is_entered_before_the_move_takes_nothing_of_the_former(
    town: Town, clerk: Desk, newcomer: Customer, order: str
) -> None:
    """Owner used 4 until 20 November (read, not ticked); the newcomer's November is charged by hand."""
    room, meter = piped(town, clerk, owner=town.place.customer)
    read(clerk, meter, 124, "2026-11-20")
    for act in order.split(", "):
        if act == "move":
            comes(clerk, room, newcomer, "2026-11-27")
        else:
            by_hand(town, room, newcomer, "2026-11")
    read(clerk, meter, 135)
    town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 4), (newcomer.id, 10)]


@pytest.mark.parametrize("order", ["move, charge", "charge, move"])
def test_a_tenant_who_had_it_before_and_comes_again_is_charged_once(
    town: Town, clerk: Desk, newcomer: Customer, order: str
) -> None:
    """Rented it in spring, rents it again since 1 November, which is entered late: November is by hand."""
    room, meter = piped(town, clerk, owner=town.place.customer)
    lives(room, newcomer, "2026-02-01", "2026-06-01")
    read(clerk, meter, 130)
    for act in order.split(", "):
        if act == "move":
            comes(clerk, room, newcomer, "2026-11-27")
        else:
            by_hand(town, room, newcomer, "2026-11")
    town.run("2026-11")
    assert shares(town, room) == [(newcomer.id, 10)]


@pytest.mark.parametrize("first", ["reading", "charge"])
def test_whoever_charges_a_month_by_hand_that_an_open_later_reading_counts_is_told(
    town: Town, clerk: Desk, first: str
) -> None:
    """No reading in November; the one of December counts both months and is open still."""
    room, meter = piped(town, clerk, owner=town.place.customer)
    told = []
    if first == "charge":
        told = by_hand(town, room, town.place.customer, "2026-11")["warnings"]
    read(clerk, meter, 140, "2026-12-31")
    if first == "reading":
        told = by_hand(town, room, town.place.customer, "2026-11")["warnings"]
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 20)]
    assert len(told) == 1


def test_a_month_in_which_the_meter_only_began_is_told_as_unread(town: Town, clerk: Desk) -> None:
    """Its one reading says where it began and counts nothing: the next counts November again."""
    room, _ = piped(town, clerk, owner=town.place.customer)
    body = {"room": room.code, "item": "水费", "number": makers.unique("W"), "value": 0}
    answered(clerk.post("/meters", body | {"read_on": "2026-11-01"}))
    told = by_hand(town, room, town.place.customer, "2026-11")["warnings"]
    assert any("Nobody has read" in each for each in told)


@pytest.mark.parametrize("order", ["stay, charge", "charge, stay"])
def test_a_relation_that_is_entered_after_the_debt_settles_it(
    town: Town, clerk: Desk, newcomer: Customer, order: str
) -> None:
    """The tenant had the room before, and has it again since 1 November."""
    room, meter = piped(town, clerk, owner=town.place.customer)
    lives(room, newcomer, "2026-02-01", "2026-06-01")
    read(clerk, meter, 130)
    for act in order.split(", "):
        if act == "stay":
            body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "since": "2026-11-01"}
            answered(clerk.post("/occupancies", body))
        else:
            by_hand(town, room, newcomer, "2026-11")
    town.run("2026-11")
    assert shares(town, room) == [(newcomer.id, 10)]
