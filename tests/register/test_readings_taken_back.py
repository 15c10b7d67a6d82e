"""A reading that was a slip of the finger: refused where it is absurd, taken back where it was just wrong."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.transaction import Row
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.metering import charged, metered, piped, read, watered
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


def shown(clerk: Desk, meter: str) -> Row:
    return answered(clerk.get(f"/meters/{meter}"), 200)


def taken_back(clerk: Desk, meter: str, version: int = 0) -> TestResponse:
    tag = {"If-Match": f'"v{version or shown(clerk, meter)["version"]}"'}
    return clerk.post(f"/meters/{meter}/readings/reverse", {"reason": "看错"}, **tag)


def test_a_reading_of_a_day_that_is_far_away_or_of_a_million_units_is_refused(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    body = {"value": 135, "read_on": "2199-11-01", "create_charge": True}
    answer = clerk.post(f"/meters/{meter}/readings", body)
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["read_on"]
    answer = clerk.post(f"/meters/{meter}/readings", {"value": 2_000_000_000, "read_on": "2026-11-01"})
    refused(answer, 422, "not_so")
    assert answer.get_json()["rule"] == "reading_is_likely"
    began = {"room": room.code, "item": "水费", "number": "W-2199", "value": 1, "read_on": "2199-01-01"}
    refused(clerk.post("/meters", began), 422, "invalid")


def test_a_wrong_reading_is_taken_back_and_the_right_one_taken(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 153)
    assert answered(taken_back(clerk, meter), 200)["value"] == 120
    read(clerk, meter, 135, charge=True)
    assert charged(town, room) == [(None, "other", 15 * 350)]


def test_a_reading_that_was_charged_is_taken_back_after_its_charge(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 153, charge=True)
    assert taken_back(clerk, meter).get_json()["rule"] == "not_charged"
    (row,) = town.charges(room=room.code)
    tag = {"If-Match": f'"v{row["version"]}"'}
    answered(town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "抄错"}, **tag), 200)
    answered(taken_back(clerk, meter), 200)
    read(clerk, meter, 135)
    town.run("2026-11")
    assert [row["balance_fen"] for row in town.charges(room=room.code)] == [0, 15 * 350]


def test_the_units_of_a_charge_that_was_taken_back_are_charged_though_later_ones_were(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130, "2026-11-10", charge=True)
    read(clerk, meter, 135, charge=True)
    first = town.charges(room=room.code)[0]
    tag = {"If-Match": f'"v{first["version"]}"'}
    answered(town.finance.post(f"/charges/{first['id']}/reverse", {"reason": "抄错"}, **tag), 200)
    town.run("2026-11")
    (run,) = [row for row in town.charges(room=room.code) if row["kind"] == "routine"]
    assert (run["amount_fen"], run["basis"][0]["from"], run["basis"][0]["to"]) == (3500, 120, 130)


def test_the_reading_with_which_a_meter_began_stays_and_a_version_is_used_once(
    town: Town, clerk: Desk
) -> None:
    room = town.room()
    meter = metered(clerk, room)
    assert taken_back(clerk, meter).get_json()["rule"] == "not_the_first"
    read(clerk, meter, 130, "2026-11-10")
    read(clerk, meter, 131, "2026-11-11")
    seen = shown(clerk, meter)["version"]
    answered(taken_back(clerk, meter, seen), 200)
    refused(taken_back(clerk, meter, seen), 412, "stale")
