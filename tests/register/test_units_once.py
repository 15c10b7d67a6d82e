"""Every unit of a meter is charged once, to who used it; what was used in a vacant room, to nobody."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import (
    WATER,
    billed,
    by_hand,
    lives,
    piped,
    read,
    reverse,
    shares,
    units_charged_twice,
    watered,
)
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


@pytest.mark.parametrize("ticked", [True, False])
def test_r_room_05_what_was_used_before_anybody_came_is_nobodys(
    town: Town, clerk: Desk, newcomer: Customer, ticked: bool
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    readings = [{"meter": meter, "value": 1000, "create_charge": ticked}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-01"}
    answered(clerk.post("/moves", body | {"readings": readings}))
    read(clerk, meter, 1010)
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10)]


def test_a_reading_while_the_room_was_vacant_is_where_the_next_tenant_begins(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    read(clerk, meter, 600, charge=True)
    lives(room, newcomer, "2026-12-01")
    read(clerk, meter, 605, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-12", 5)]


def test_a_reading_on_the_first_day_charges_nothing_to_who_has_just_come(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, newcomer, "2026-11-10")
    read(clerk, meter, 600, "2026-11-10", charge=True)
    assert billed(town, room) == []
    read(clerk, meter, 604, "2026-11-30", charge=True)
    assert billed(town, room) == [("", 4)]


def test_what_a_tenant_used_and_nobody_charged_is_still_theirs_after_a_vacancy(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-12-01")
    read(clerk, meter, 130, "2026-11-30")
    read(clerk, meter, 600, "2026-12-15")
    lives(room, newcomer, "2026-12-16")
    read(clerk, meter, 605, "2026-12-31")
    town.run("2026-12", payer_on="2026-12-31")
    assert shares(town, room) == [(newcomer.id, 5), (town.place.customer.id, 10)]
    run = town.run("2026-11", payer_on="2026-11-30")
    assert (run["lines"], town.report(run)) == (0, [])


@pytest.mark.parametrize("day", ["2026-11-02", "2026-11-03"])
def test_a_reading_some_days_after_the_first_tenant_came_counts_from_there_too(
    town: Town, clerk: Desk, newcomer: Customer, day: str
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    readings = [{"meter": meter, "value": 1000, "read_on": day, "create_charge": True}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-01"}
    answered(clerk.post("/moves", body | {"readings": readings}))
    read(clerk, meter, 1010)
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10)]


def test_a_reading_some_days_after_somebody_left_is_theirs(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, newcomer, "2026-10-01", "2026-11-21")
    read(clerk, meter, 150, "2026-11-23", charge=True)
    assert [row["customer"]["name"] for row in town.charges(room=room.code)] == [newcomer.name]
    assert billed(town, room) == [("", 30)]


def test_on_the_day_one_follows_another_the_reading_is_the_first_ones(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    lives(room, newcomer, "2026-11-20")
    read(clerk, meter, 150, "2026-11-20", charge=True)
    (charge,) = town.charges(room=room.code)
    assert charge["customer"]["id"] == str(town.place.customer.id)


@pytest.mark.parametrize("payer_on", ["2026-11-10", "2026-11-22", "2026-11-30"])
def test_two_tenants_of_one_month_with_a_vacancy_between_them_pay_for_their_own(
    town: Town, clerk: Desk, newcomer: Customer, payer_on: str
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    read(clerk, meter, 130, "2026-11-20")
    read(clerk, meter, 134, "2026-11-24")
    lives(room, newcomer, "2026-11-25")
    read(clerk, meter, 139)
    run = town.run("2026-11", payer_on=payer_on)
    assert (run["lines"], run["amount_fen"]) == (2, 5250)
    assert shares(town, room) == [(newcomer.id, 5), (town.place.customer.id, 10)]
    assert (town.run("2026-11")["lines"], units_charged_twice()) == (0, [])
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert shares(town, room)[0] == (newcomer.id, 1)


def test_units_that_nobody_had_the_room_for_any_more_stand_in_the_report(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-11-01")
    read(clerk, meter, 130)
    with transaction() as work:
        never = "UPDATE occupancy SET until = since, cancelled_at = now() WHERE room_id = %s"
        work.sql.execute(never, [room.id])
    run = town.run("2026-11")
    assert (run["lines"], run["report"]["uncharged"]) == (0, 1)
    assert town.report(run) == [(room.code, "uncharged"), (room.code, "vacant")]
    by_hand(town, room, town.place.customer, "2026-11")
    assert town.report(town.run("2026-11")) == [(room.code, "vacant")]


def test_one_of_two_who_is_taken_back_is_charged_anew_alone(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    read(clerk, meter, 130, "2026-11-20")
    lives(room, newcomer, "2026-11-20")
    read(clerk, meter, 135)
    town.run("2026-11")
    for row in town.charges(room=room.code):
        reverse(town, row)
        assert len(shares(town, room)) == 1
        assert town.run("2026-11")["lines"] == 1
        assert shares(town, room) == [(newcomer.id, 5), (town.place.customer.id, 10)]
    assert units_charged_twice() == []


def test_a_charge_by_hand_is_of_who_it_names_and_the_other_one_is_charged_by_the_run(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    read(clerk, meter, 130, "2026-11-20")
    lives(room, newcomer, "2026-11-20")
    read(clerk, meter, 135)
    by_hand(town, room, town.place.customer, "2026-11")
    town.run("2026-11")
    assert shares(town, room) == [(newcomer.id, 5), (town.place.customer.id, 10)]


def test_a_meter_that_came_later_bars_no_month_before_it(town: Town, clerk: Desk, newcomer: Customer) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 135)
    body = {"room": room.code, "item": WATER, "number": makers.unique("W"), "value": 0}
    answered(clerk.post("/meters", body | {"read_on": "2026-12-01"}))
    run = town.run("2026-11")
    assert (billed(town, room), town.report(run)) == ([("2026-11", 15)], [])


@pytest.mark.parametrize("ticked", [True, False])
def test_a_reading_with_two_changes_on_one_day_is_nobodys_where_the_room_was_vacant_until_then(
    town: Town, clerk: Desk, newcomer: Customer, ticked: bool
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    body = {"room": room.code, "on": "2026-11-20"}
    answered(clerk.post("/handovers", body | {"customer": town.place.customer.code}))
    readings = [{"meter": meter, "value": 1000, "create_charge": ticked}]
    moved = {"customer": newcomer.code, "nature": "tenant", "readings": readings}
    answered(clerk.post("/moves", body | moved))
    assert (town.report(town.run("2026-11")), billed(town, room)) == ([], [])
