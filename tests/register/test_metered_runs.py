"""Water and power in a month's run: what the meters say, by the room's price, and whose meter nobody read."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.queries.register.balances import book_differences
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import WATER, charged, metered, piped, read, watered
from tests.register.town import Town, answered, work_off


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


def test_r_fee_04_what_a_meter_says_is_charged_once_in_the_months_run(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 135)
    run = town.run("2026-11")
    assert (run["lines"], run["amount_fen"], town.report(run)) == (1, 5250, [])
    (row,) = town.charges(room=room.code)
    assert (row["item"], row["period"], row["kind"]) == (WATER, "2026-11", "routine")
    (basis,) = row["basis"]
    assert (basis["meter"], basis["from"], basis["to"], basis["price_fen"]) == (meter, 120, 135, 350)
    assert answered(clerk.get(f"/meters/{meter}"), 200)["charge"] == row["id"]
    again = town.run("2026-11")
    assert (again["lines"], town.report(again)) == (0, [])
    read(clerk, meter, 145, "2026-12-31")
    town.run("2026-12")
    assert charged(town, room) == [("2026-11", "routine", 5250), ("2026-12", "routine", 3500)]


def test_r_fee_04_a_meter_that_nobody_read_is_reported_by_room_and_charged_when_it_is(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    bare = town.room()
    town.tariff(town.standard(WATER, 350, basis="meter"), room=bare.code, begins_on=None)
    unpriced = town.room()
    read(clerk, metered(clerk, unpriced), 130)
    run = town.run("2026-11", items=[WATER])
    assert town.report(run) == sorted(
        [(room.code, "no_reading"), (bare.code, "no_meter"), (unpriced.code, "no_tariff")]
    )
    assert (run["report"]["no_reading"], run["report"]["no_meter"], run["lines"]) == (1, 1, 0)
    read(clerk, meter, 135)
    town.run("2026-11", items=[WATER])
    assert charged(town, room) == [("2026-11", "routine", 5250)]


def test_r_fee_04_of_two_meters_of_a_room_neither_is_charged_before_both_are_read(
    town: Town, clerk: Desk
) -> None:
    room, first = piped(town, clerk)
    second = metered(clerk, room, began=10)
    read(clerk, first, 135)
    assert town.report(town.run("2026-11")) == [(room.code, "no_reading")]
    read(clerk, second, 12)
    town.run("2026-11")
    assert charged(town, room) == [("2026-11", "routine", 5250 + 700)]
    assert len(town.charges(room=room.code)[0]["basis"]) == 2


def test_r_occ_27_a_run_charges_who_then_pays_and_leaves_what_a_move_charged_already(
    town: Town, clerk: Desk
) -> None:
    owner, tenant = (customer(town) for _ in range(2))
    room, meter = piped(town, clerk, owner=owner)
    came = {"room": room.code, "customer": tenant.code, "nature": "tenant", "on": "2026-11-01"}
    answered(clerk.post("/moves", came))
    reading = {"meter": meter, "value": 130, "create_charge": True}
    out = {"room": room.code, "direction": "out", "on": "2026-11-10", "readings": [reading]}
    answered(clerk.post("/moves", out))
    assert town.run("2026-11")["lines"] == 0
    read(clerk, meter, 135)
    town.run("2026-11", payer_on="2026-11-30")
    owed = [(row["customer"]["id"], row["amount_fen"]) for row in town.charges(room=room.code)]
    assert owed == [(str(tenant.id), 3500), (str(owner.id), 1750)]


def test_r_fee_04_units_are_charged_once_however_the_months_are_run(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 135, "2026-11-30")
    read(clerk, meter, 150, "2026-12-31")
    town.run("2026-12")
    assert charged(town, room) == [("2026-12", "routine", 30 * 350)]
    late = town.run("2026-11")
    assert (late["lines"], town.report(late)) == (0, [])


def test_a_month_in_which_nothing_was_used_is_told_and_not_charged(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 120)
    run = town.run("2026-11")
    assert (run["lines"], town.report(run)) == (0, [(room.code, "zero")])
    read(clerk, meter, 123, "2026-12-31")
    run = town.run("2026-12")
    assert (run["amount_fen"], town.report(run)) == (1050, [])


def test_r_occ_14_a_subsidy_of_any_item_pays_for_water_too(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    developer = customer(town, kind="developer")
    body = {"room": room.code, "developer": developer.code, "begins_on": "2026-11-01", "amount_fen": 4000}
    answered(town.finance.post("/subsidies", body))
    read(clerk, meter, 135)
    town.run("2026-11")
    rows = {row["customer"]["id"] == str(developer.id): row for row in town.charges(room=room.code)}
    assert {paid: row["amount_fen"] for paid, row in rows.items()} == {True: 4000, False: 1250}
    assert answered(clerk.get(f"/meters/{meter}"), 200)["charge"] == rows[False]["id"]
    assert town.run("2026-11")["lines"] == 0


def test_a_run_of_many_metered_rooms_is_whole_after_any_kill_and_its_books_add_up(
    town: Town, clerk: Desk
) -> None:
    rooms = [piped(town, clerk, began=number) for number in range(5)]
    for number, (_, meter) in enumerate(rooms):
        read(clerk, meter, number + 10)
    run = UUID(answered(town.finance.post("/charge-runs", {"period": "2026-11"}))["id"])
    work_off(run, most=2)
    work_off(run, most=2)
    charges = town.charges()
    assert [row["amount_fen"] for row in charges] == [3500] * 5
    ids = {row["id"] for row in charges}
    with transaction() as work:
        assert [row for row in book_differences(work.sql) if str(row["id"]) in ids] == []


def customer(town: Town, **values: Any) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, **values)
