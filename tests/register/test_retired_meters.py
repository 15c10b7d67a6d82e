"""A meter that was replaced is charged to its end and asked for no more."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import billed, lives, metered, piped, read, retire, shares, watered
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


def test_a_last_reading_that_is_entered_late_is_charged_with_the_next_month(town: Town, clerk: Desk) -> None:
    room, old = piped(town, clerk)
    retire(clerk, old, "2026-11-10")
    new = metered(clerk, room, began=0)
    read(clerk, new, 4)
    run = town.run("2026-11")
    assert (run["lines"], town.report(run)) == (0, [(room.code, "no_reading")])
    retire(clerk, old, "2026-10-31")
    town.run("2026-11")
    retire(clerk, old, "2026-11-10")
    read(clerk, old, 150, "2026-11-10")
    read(clerk, new, 9, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 4), ("2026-12", 35)]


def test_a_meter_that_was_replaced_is_charged_to_its_end_and_asked_for_no_more(
    town: Town, clerk: Desk
) -> None:
    room, old = piped(town, clerk)
    read(clerk, old, 126, "2026-11-10")
    assert retire(clerk, old, "2026-11-09", 422)["errors"][0]["field"] == "retired_on"
    assert retire(clerk, old, "2026-11-10")["retired_on"] == "2026-11-10"
    new = metered(clerk, room, began=0)
    read(clerk, new, 4, "2026-11-30")
    run = town.run("2026-11")
    assert (billed(town, room), town.report(run)) == ([("2026-11", 10)], [])
    read(clerk, new, 9, "2026-12-31")
    run = town.run("2026-12")
    assert (billed(town, room)[1:], town.report(run)) == ([("2026-12", 5)], [])
    late = clerk.post(f"/meters/{old}/readings", {"value": 130, "read_on": "2026-11-30"})
    assert answered(late, 422)["rule"] == "not_retired"
    assert retire(clerk, old, None)["retired_on"] is None
    assert answered(clerk.get(f"/meters/{old}"), 200)["value"] == 126


def test_a_room_whose_only_meter_is_retired_has_none(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    retire(clerk, meter, "2026-10-31")
    run = town.run("2026-11")
    assert town.report(run) == [(room.code, "no_meter")]


def test_a_meter_registered_by_mistake_goes_and_one_that_was_charged_stays(town: Town, clerk: Desk) -> None:
    room, wrong = piped(town, clerk, vacant=True)
    read(clerk, wrong, 125)
    assert clerk.delete(f"/meters/{wrong}").status_code == 204
    answered(clerk.get(f"/meters/{wrong}"), 404)
    _, right = piped(town, clerk)
    read(clerk, right, 125)
    town.run("2026-11")
    assert answered(clerk.delete(f"/meters/{right}"), 409)["code"] == "in_use"
    assert answered(town.cashier.delete(f"/meters/{right}"), 403)["code"] == "not_you"


def test_the_last_units_of_a_retired_meter_are_of_who_had_the_room_then(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, old = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-15")
    read(clerk, old, 130, "2026-11-10")
    retire(clerk, old, "2026-11-10")
    lives(room, newcomer, "2026-12-05")
    new = metered(clerk, room, began=0)
    read(clerk, new, 4, "2026-12-31")
    run = town.run("2026-12", payer_on="2026-12-31")
    assert (shares(town, room), town.report(run)) == ([(newcomer.id, 4), (town.place.customer.id, 10)], [])
