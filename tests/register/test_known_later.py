"""What becomes known later than a charge by hand, a relation above all, changes whose units it settles."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import billed, by_hand, lives, piped, read, shares, watered
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


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


@pytest.mark.parametrize("how", ["run", "tick"])
def test_what_stands_on_a_month_by_hand_stays_there_when_the_same_user_is_charged_by_meter_too(
    town: Town, clerk: Desk, newcomer: Customer, how: str
) -> None:
    """Owner and tenant were side by side until 10 November; the tenant's November is by hand."""
    room, meter = piped(town, clerk, owner=town.place.customer)
    lives(room, newcomer, "2026-11-02", "2026-11-10")
    by_hand(town, room, newcomer, "2026-11")
    read(clerk, meter, 130, "2026-11-20")
    read(clerk, meter, 135, "2026-11-30", charge=how == "tick")
    for _ in range(3):
        town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 5), (newcomer.id, 10)]


@pytest.mark.parametrize("paid", [False, True])
def test_what_was_read_with_a_move_that_was_taken_back_is_whose_the_room_was(
    town: Town, clerk: Desk, newcomer: Customer, paid: bool
) -> None:
    room, meter = piped(town, clerk, owner=town.place.customer)
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-10"}
    came = answered(clerk.post("/moves", body))
    readings = [{"meter": meter, "value": 130, "read_on": "2026-11-21"}]
    body = {"room": room.code, "direction": "out", "on": "2026-11-20", "readings": readings}
    for move in (answered(clerk.post("/moves", body)), came):
        seen = {"If-Match": f'"v{move["version"]}"'}
        answered(clerk.post(f"/moves/{move['id']}/reverse", {"reason": "错"}, **seen), 200)
    if paid:
        by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 135)
    town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 10 if paid else 15)]


@pytest.mark.parametrize("first", ["move", "charge"])
@pytest.mark.parametrize("ticked", [False, True])
def test_a_tenant_who_comes_pays_by_hand_for_nothing_that_the_owner_used_whenever_it_was_read(
    town: Town, clerk: Desk, newcomer: Customer, ticked: bool, first: str
) -> None:
    room, meter = piped(town, clerk, owner=town.place.customer)
    if first == "charge":
        by_hand(town, room, newcomer, "2026-11")
    readings = [{"meter": meter, "value": 134, "create_charge": ticked, "read_on": "2026-11-29"}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-27"}
    answered(clerk.post("/moves", body | {"readings": readings}))
    if first == "move":
        by_hand(town, room, newcomer, "2026-11")
    town.run("2026-11")
    assert shares(town, room) == [(newcomer.id, 10), (town.place.customer.id, 14)]


@pytest.mark.parametrize("second", ["2026-11-20", "2026-11-21"])
def test_two_readings_of_one_day_are_paid_by_who_is_beside_as_those_of_two_days(
    town: Town, clerk: Desk, newcomer: Customer, second: str
) -> None:
    room, meter = piped(town, clerk, owner=town.place.customer)
    lives(room, newcomer, "2026-10-02")
    by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 130, "2026-11-20")
    read(clerk, meter, 135, second)
    town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 10)]
