"""Whoever changes what decides about money leaves a line: rooms, items, prices, meters, who lives where."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.transaction import Row
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.town import Town, answered, new_town

Line = tuple[str, str, list[str]]


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def found(town: Town, row: Any) -> list[Row]:
    """The last first."""
    return Desk(town.finance.client, town.place.auditor).items(f"/audit/register?row={row}")


def lines(town: Town, row: Any) -> list[Line]:
    return [(each["verb"], each["noun"], each["fields"]) for each in found(town, row)]


def test_who_makes_a_room_and_changes_its_area_stands_in_the_trail(town: Town, clerk: Desk) -> None:
    place = {"office": town.place.office.code, "building": town.building.code}
    room = clerk.made("/rooms", place | {"code": makers.unique("R"), "floor": 1})
    answered(clerk.patch(f"/rooms/{room['id']}", {"gross_area": 12_000}, version=1), 200)
    assert lines(town, room["id"]) == [("change", "room", ["gross_area"]), ("create", "room", [])]
    assert {each["actor"]["username"] for each in found(town, room["id"])} == {town.place.clerk.username}


def test_who_makes_an_item_and_changes_its_late_rate_stands_in_the_trail(town: Town) -> None:
    item = town.item()
    change = {"late_ppm": 500, "late_since": "2026-01-01"}
    answered(town.finance.patch(f"/charge-items/{item['id']}", change, version=1), 200)
    made = ("create", "charge_item", [])
    assert lines(town, item["id"]) == [("change", "charge_item", ["late_ppm", "late_since"]), made]
    assert lines(town, town.standard()["id"]) == [("create", "standard", [])]


def test_the_prices_of_a_room_are_told_under_the_room_and_after_they_are_gone(town: Town) -> None:
    room = town.room()
    town.item()
    standard = town.standard()
    (tariff,) = town.tariff(standard, room=room.code)["tariffs"]
    answered(town.finance.patch(f"/tariffs/{tariff}", {"ends_on": "2026-12-31"}, version=1), 200)
    assert town.finance.delete(f"/tariffs/{tariff}").status_code == 204
    told = [("delete", []), ("change", ["ends_on"]), ("create", ["begins_on", "item", "standard"])]
    assert lines(town, room.id) == [(verb, "tariff", fields) for verb, fields in told]
    was = f"物业费 · {standard['name']} · 2026-01-01/2026-12-31 · 1"
    assert found(town, room.id)[0]["reason"] == was


def test_a_price_of_a_whole_building_is_one_line_and_so_is_taking_it_back(town: Town) -> None:
    rooms = [town.room() for _ in range(3)]
    town.item()
    standard = town.standard()
    tariffs = town.tariff(standard, building=town.building.code)["tariffs"]
    assert town.finance.delete(f"/tariffs/{tariffs[0]}?together=true").status_code == 204
    assert [line[:2] for line in lines(town, town.building.id)] == [
        ("delete", "tariff"),
        ("create", "tariff"),
    ]
    assert found(town, town.building.id)[0]["reason"] == f"物业费 · {standard['name']} · 2026-01-01/ · 3"
    assert [lines(town, room.id) for room in rooms] == [[]] * 3
    auditor = Desk(town.finance.client, town.place.auditor)
    assert len(auditor.items("/audit/register?noun=tariff")) == 2


def test_who_makes_a_meter_a_subsidy_or_says_who_lives_there_stands_in_the_trail(
    town: Town, clerk: Desk
) -> None:
    room = town.room(vacant=True)
    water = town.item("水费", "water")
    lives = {"room": room.code, "customer": town.place.customer.code, "nature": "owner"}
    meter = {"room": room.code, "item": water["id"], "number": makers.unique("M"), "value": 0}
    promised = {"room": room.code, "developer": town.place.customer.code, "amount_fen": 100}
    made = {
        "occupancy": clerk.made("/occupancies", lives | {"since": "2026-01-01"}),
        "meter": clerk.made("/meters", meter | {"read_on": "2026-01-01"}),
        "subsidy": answered(town.finance.post("/subsidies", promised | {"begins_on": "2026-01-01"})),
    }
    assert [lines(town, row["id"]) for row in made.values()] == [[("create", noun, [])] for noun in made]
