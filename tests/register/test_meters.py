"""Meters read with a move: who leaves pays for what they used, or nobody is charged until the month's end."""

from typing import Any

import pytest
from flask import Flask

from tests.register.house import LI, ZHANG, House, answered, house_on, refused, wrong
from tests.stage import stage_on


@pytest.fixture
def house(app: Flask) -> House:
    """3.50 a unit; the meter stands at 120, 张伟 owns and 李娜 rents."""
    house = house_on(stage_on(app))

    def finance(path: str, body: dict[str, Any]) -> Any:
        return answered(house.send("POST", path, body, who="finance"), 201)

    finance("/charge-items", {"name": "水费", "kind": "water"})
    body = {"item": "水费", "name": "居民", "basis": "meter", "price_fen": 350}
    standard = finance("/standards", body)["id"]
    finance("/tariffs", {"item": "水费", "standard": standard, "room": house.room.code})
    meter = {"room": house.room.code, "item": "水费", "number": "W-1", "value": 120, "read_on": "2026-01-01"}
    answered(house.send("POST", "/meters", meter), 201)
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    return house


def charged(house: House) -> list[tuple[str, int]]:
    rows = house.listed(f"/charges?room={house.room.id}")
    return [(row["customer"]["name"], row["amount_fen"]) for row in rows]


def reading(value: int, **more: Any) -> dict[str, Any]:
    return {"meter": "W-1", "value": value, "create_charge": True} | more


def test_r_occ_26_a_reading_at_a_move_in_is_charged_to_who_goes_out(house: House) -> None:
    house.moves_in("陈静", "tenant", "2026-11-10", readings=[reading(135)])
    assert charged(house) == [(LI, 5250)]
    assert house.get("/meters/W-1")["read_on"] == "2026-11-10"


def test_r_occ_27_without_a_reading_nothing_is_charged_until_who_is_there_then_pays(house: House) -> None:
    house.moves_in("陈静", "tenant", "2026-11-10")
    assert charged(house) == []
    end = {"value": 150, "read_on": "2026-11-30", "create_charge": True}
    answered(house.send("POST", "/meters/W-1/readings", end), 201)
    assert charged(house) == [("陈静", 10500)]


def test_a_price_by_which_a_reading_was_charged_at_the_desk_is_not_deleted(house: House) -> None:
    (tariff,) = answered(house.send("GET", "/tariffs", who="finance"), 200)["items"]
    read = {"value": 135, "read_on": "2026-07-01", "create_charge": True}
    answered(house.send("POST", "/meters/W-1/readings", read), 201)
    said = house.send("DELETE", f"/tariffs/{tariff['id']}", who="finance")
    refused(said, 409, "in_use")


def test_r_occ_35_a_reading_at_a_move_out_is_charged_to_who_leaves(house: House) -> None:
    answered(house.send("POST", "/meters/W-1/readings", {"value": 135, "read_on": "2026-06-30"}), 201)
    assert charged(house) == []
    first = {"value": 135, "read_on": "2026-07-01", "create_charge": True}
    answered(house.send("POST", "/meters/W-1/readings", first), 201)
    house.moves_out(LI, "2026-11-20", readings=[reading(150)])
    assert charged(house) == [(LI, 5250), (LI, 5250)]
    assert house.payer() in (LI, ZHANG)


def test_a_reading_never_goes_back_and_names_a_meter_of_the_room(house: House, app: Flask) -> None:
    back = house.asked("/moves", LI, "2026-11-20", direction="out", readings=[reading(119)])
    refused(back, 422, "not_so", "reading_goes_on")
    other = house.asked("/moves", LI, "2026-11-20", direction="out", readings=[reading(150, meter="W-9")])
    assert wrong(other) == ["readings.0.meter"]
    stranger = house_on(stage_on(app))
    refused(stranger.send("GET", "/meters/W-1"), 404, "not_found")
    assert house.listed("/moves?status=inactive") == []
