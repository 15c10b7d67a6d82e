"""Which item a room is charged for, at which price, from when to when."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from service.models.room import Room
from service.transaction import transaction
from service.usecases.register.delete_row import delete_row
from tests import makers
from tests.faults.caller import until
from tests.register.conftest import Place
from tests.register.test_register_api import Desk, refused
from tests.register.town import Town, answered, new_town
from tests.rehearsal.test_dry_run import WAITS


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def test_r_fee_01_a_ticked_item_with_its_standard_is_one_room_tariff(town: Town) -> None:
    room = town.room()
    town.item()
    town.tariff(town.standard(price_fen=280), room=room.code)
    (row,) = answered(town.finance.get(f"/tariffs?room={room.code}"), 200)["items"]
    assert (row["item"]["name"], row["standard"]["price_fen"]) == ("物业费", 280)


@pytest.mark.parametrize("kind", ["management", "parking_management", "garage_management"])
def test_r_fee_02_management_fees_need_a_start_date(town: Town, kind: str) -> None:
    room = town.room()
    item = town.item(kind=kind)
    standard = town.standard()
    body = {"room": room.code, "item": item["id"], "standard": standard["id"]}
    answer = town.finance.post("/tariffs", body)
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["begins_on"]
    answered(town.finance.post("/tariffs", body | {"begins_on": "2026-11-01"}))


def test_r_fee_03_the_rent_of_a_space_needs_an_end_date_too(town: Town) -> None:
    room = town.room()
    town.item("车位租金", "parking_rent")
    standard = town.standard("车位租金", basis="room")
    body = {"room": room.code, "item": "车位租金", "standard": standard["id"], "begins_on": "2026-11-01"}
    answer = town.finance.post("/tariffs", body)
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["ends_on"]
    answered(town.finance.post("/tariffs", body | {"ends_on": "2027-10-31"}))


@pytest.mark.parametrize("kind", ["water", "power"])
def test_r_fee_04_water_and_power_need_no_dates(town: Town, kind: str) -> None:
    room = town.room()
    town.item("水电费", kind)
    standard = town.standard("水电费", basis="meter", price_fen=350)
    assert town.tariff(standard, room=room.code, begins_on=None)["affected"] == 1


def test_r_fee_05_a_building_is_warned_of_and_then_set_as_a_whole(town: Town) -> None:
    for _ in range(64):
        town.room(vacant=True)
    town.item()
    standard = town.standard()
    tried = town.tariff(standard, building=town.building.code, query="?dry_run=true", status=200)
    assert (tried["dry_run"], tried["affected"]) == (True, 64)
    # The desk of these tests reads English; the sentence of the source is the Chinese one.
    body = {"building": town.building.code, "item": "物业费", "standard": standard["id"]}
    chinese = town.finance.client.post(
        "/api/v1/tariffs?dry_run=true",
        json=body | {"begins_on": "2026-01-01"},
        headers=town.finance.headers | {"Accept-Language": "zh"},
    )
    assert chinese.get_json()["warning"] == "该标准会影响64个房间"
    query = f"/tariffs?building={town.building.code}&limit=200"
    assert answered(town.finance.get(query), 200)["items"] == []
    saved = town.tariff(standard, building=town.building.code)
    assert (saved["dry_run"], saved["affected"], len(saved["tariffs"])) == (False, 64, 64)
    assert len(answered(town.finance.get(query), 200)["items"]) == 64


def test_r_fee_06_one_room_is_set_alone(town: Town) -> None:
    room, other = town.room(), town.room()
    town.item()
    assert town.tariff(town.standard(), room=room.code)["affected"] == 1
    assert answered(town.finance.get(f"/tariffs?room={other.code}"), 200)["items"] == []


def test_a_building_without_rooms_takes_no_price(town: Town) -> None:
    town.item()
    body = {"building": town.building.code, "item": "物业费", "standard": town.standard()["id"]}
    answer = town.finance.post("/tariffs", body | {"begins_on": "2026-01-01"})
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["building"]


def test_a_room_that_is_just_being_deleted_takes_no_price(town: Town) -> None:
    room = town.room(vacant=True)
    town.item()
    body = {"room": room.code, "item": "物业费", "standard": town.standard()["id"], "begins_on": "2026-01-01"}
    with ThreadPoolExecutor(1) as pool, transaction() as deleting:
        delete_row(deleting, room.id, table="room", desks=("clerk",), actor=town.place.clerk)
        priced = pool.submit(town.finance.post, "/tariffs", body)
        until(lambda: deleting.sql.one(WAITS), "who prices the room waits")
    refused(priced.result(), 422, "invalid")


def test_a_new_price_ends_the_old_one_the_day_before(town: Town) -> None:
    room = town.room()
    town.item()
    town.tariff(town.standard(price_fen=280), room=room.code)
    town.tariff(town.standard(price_fen=300), room=room.code, begins_on="2026-07-01")
    rows = answered(town.finance.get(f"/tariffs?room={room.code}"), 200)["items"]
    spans = [(each["standard"]["price_fen"], each["begins_on"], each["ends_on"]) for each in rows]
    assert spans == [(280, "2026-01-01", "2026-06-30"), (300, "2026-07-01", None)]


def test_a_new_price_also_ends_one_that_began_on_no_day(town: Town) -> None:
    room = town.room()
    town.item("保洁费", "other")
    town.tariff(town.standard("保洁费", price_fen=280), room=room.code, begins_on=None)
    town.tariff(town.standard("保洁费", price_fen=300), room=room.code, begins_on="2026-07-01")
    rows = answered(town.finance.get(f"/tariffs?room={room.code}"), 200)["items"]
    assert [(each["begins_on"], each["ends_on"]) for each in rows] == [
        (None, "2026-06-30"),
        ("2026-07-01", None),
    ]


def test_the_rent_of_a_space_keeps_an_end(town: Town) -> None:
    room = town.room()
    town.item("车位租金", "parking_rent")
    standard = town.standard("车位租金", basis="room")
    days = {"begins_on": "2026-11-01", "ends_on": "2027-10-31"}
    (tariff,) = town.tariff(standard, room=room.code, **days)["tariffs"]
    answer = town.finance.patch(f"/tariffs/{tariff}", {"ends_on": None}, version=1)
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["ends_on"]


def test_one_item_has_one_price_a_room_and_day(town: Town) -> None:
    room = town.room()
    town.item()
    standard = town.standard()
    town.tariff(standard, room=room.code)
    body = {"room": room.code, "item": "物业费", "standard": standard["id"], "begins_on": "2026-01-01"}
    refused(town.finance.post("/tariffs", body), 409, "duplicate")


def test_a_tariff_is_ended_against_the_version_seen_and_deleted_while_unused(town: Town) -> None:
    room = town.room()
    town.item()
    (tariff,) = town.tariff(town.standard(), room=room.code)["tariffs"]
    ended = town.finance.patch(f"/tariffs/{tariff}", {"ends_on": "2026-06-30"}, version=1)
    assert answered(ended, 200)["ends_on"] == "2026-06-30"
    refused(town.finance.patch(f"/tariffs/{tariff}", {"ends_on": "2025-06-30"}, version=2), 422, "invalid")
    assert town.finance.delete(f"/tariffs/{tariff}").status_code == 204


def spans(town: Town, room: Room) -> list[tuple[str | None, str | None]]:
    rows = answered(town.finance.get(f"/tariffs?room={room.code}"), 200)["items"]
    return [(each["begins_on"], each["ends_on"]) for each in rows]


def test_a_price_that_is_taken_back_leaves_no_hole(town: Town) -> None:
    room = town.room()
    town.item()
    standard = town.standard()
    town.tariff(standard, room=room.code)
    (second,) = town.tariff(standard, room=room.code, begins_on="2028-01-01")["tariffs"]
    (third,) = town.tariff(standard, room=room.code, begins_on="2029-01-01")["tariffs"]
    assert town.finance.delete(f"/tariffs/{second}").status_code == 204
    assert spans(town, room) == [("2026-01-01", "2028-12-31"), ("2029-01-01", None)]
    assert town.finance.delete(f"/tariffs/{third}").status_code == 204
    assert spans(town, room) == [("2026-01-01", None)]


def test_a_price_that_was_ended_anew_since_stays_ended(town: Town) -> None:
    room = town.room()
    town.item()
    standard = town.standard()
    (first,) = town.tariff(standard, room=room.code)["tariffs"]
    (second,) = town.tariff(standard, room=room.code, begins_on="2028-01-01")["tariffs"]
    answered(town.finance.patch(f"/tariffs/{first}", {"ends_on": "2027-06-30"}, version=2), 200)
    assert town.finance.delete(f"/tariffs/{second}").status_code == 204
    assert spans(town, room) == [("2026-01-01", "2027-06-30")]


def test_a_price_of_a_whole_building_is_taken_back_in_one_call(town: Town) -> None:
    rooms = [town.room() for _ in range(3)]
    town.item()
    standard = town.standard()
    town.tariff(standard, building=town.building.code)
    wrong = town.tariff(standard, building=town.building.code, begins_on="2028-01-01")["tariffs"]
    refused(town.finance.delete(f"/tariffs/{wrong[0]}?together=perhaps"), 422, "invalid")
    assert town.finance.delete(f"/tariffs/{wrong[0]}?together=true").status_code == 204
    assert [spans(town, room) for room in rooms] == [[("2026-01-01", None)]] * 3


def test_a_tariff_by_which_something_was_charged_stays(town: Town) -> None:
    room = town.room()
    town.item()
    (tariff,) = town.tariff(town.standard(), room=room.code)["tariffs"]
    town.run()
    refused(town.finance.delete(f"/tariffs/{tariff}"), 409, "in_use")


def test_only_finance_sets_prices(town: Town, client: FlaskClient, elsewhere: Place) -> None:
    item = town.item()
    refused(town.cashier.post("/charge-items", {"name": "x", "kind": "other"}), 403, "not_you")
    stranger = Desk(client, elsewhere.finance)
    body = {"item": item["id"], "name": "x", "basis": "room", "price_fen": 1}
    refused(stranger.post("/standards", body), 422, "invalid")
    refused(stranger.get(f"/charge-items/{item['id']}"), 404, "not_found")


def test_what_goes_by_meter_has_a_standard_by_meter_and_nothing_else_has(town: Town) -> None:
    town.item()
    body = {"item": "物业费", "name": makers.unique("x"), "basis": "meter", "price_fen": 1}
    refused(town.finance.post("/standards", body), 422, "invalid")
