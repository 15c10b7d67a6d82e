"""What was made by mistake goes again, as long as nothing was done by it."""

import pytest
from flask.testing import FlaskClient

from service.db import Base
from service.transaction import transaction
from service.usecases.register.delete_row import NAMED_BY, STATEMENTS
from service.usecases.register.uses import USES
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.town import new_town


@pytest.fixture
def finance(client: FlaskClient, place: Place) -> Desk:
    return Desk(client, place.finance)


def test_a_room_typed_wrong_goes_and_its_code_is_free_again(clerk: Desk, place: Place) -> None:
    clerk.made("/buildings", {"code": "A", "name": "A 栋"})
    said = {"office": place.office.code, "building": "A", "code": "A-1-0102", "floor": 1}
    clerk.made("/rooms", said)
    refused(clerk.delete("/buildings/A"), 409, "in_use")
    assert clerk.delete("/rooms/A-1-0102").status_code == 204
    refused(clerk.delete("/rooms/A-1-0102"), 404, "not_found")
    clerk.made("/rooms", said)
    assert clerk.delete("/rooms/A-1-0102").status_code == 204
    assert clerk.delete("/buildings/A").status_code == 204
    assert clerk.items("/buildings") == []


def test_a_room_where_somebody_lives_stays(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer)
    answer = clerk.delete(f"/rooms/{room.code}")
    refused(answer, 409, "in_use")
    assert answer.get_json()["used_by"] == "occupancy"
    assert clerk.get(f"/rooms/{room.code}").status_code == 200


def test_a_room_that_a_run_reported_vacant_goes_with_the_line_of_the_report(
    place: Place, client: FlaskClient
) -> None:
    town = new_town(place, client)
    room = town.room(vacant=True)
    run = town.run()
    assert town.report(run) == [(room.code, "vacant")]
    assert Desk(client, place.clerk).delete(f"/rooms/{room.code}").status_code == 204
    assert town.report(run) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "该记录已被居住关系使用，不能删除。"),
        ("en", "It cannot be deleted: it is used by relations of who lives there."),
    ],
)
def test_what_uses_it_is_said_in_words(
    client: FlaskClient, place: Place, language: str, sentence: str
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer)
    answer = Desk(client, place.clerk, language=language).delete(f"/rooms/{room.code}")
    refused(answer, 409, "in_use")
    assert answer.get_json()["detail"] == sentence


def test_there_are_words_for_all_that_can_refer_to_what_is_deleted() -> None:
    refer = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name in {*STATEMENTS, "customer"} and key.ondelete is None
    }
    assert refer | {used_by for _, used_by in NAMED_BY.values()} | {"customer"} == USES.keys()


def test_an_item_goes_after_its_standard_and_that_after_its_tariff(finance: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})
    said = {"item": "物业费", "name": "2.80", "basis": "gross_area", "price_fen": 280}
    standard = finance.made("/standards", said)
    fee = {"room": room.code, "item": "物业费", "standard": "2.80", "begins_on": "2026-01-01"}
    finance.made("/tariffs", fee)
    refused(finance.delete(f"/charge-items/{item['id']}"), 409, "in_use")
    refused(finance.delete(f"/standards/{standard['id']}"), 409, "in_use")
    (tariff,) = finance.items(f"/tariffs?room={room.code}")
    assert finance.delete(f"/tariffs/{tariff['id']}").status_code == 204
    assert finance.delete(f"/standards/{standard['id']}").status_code == 204
    assert finance.delete(f"/charge-items/{item['id']}").status_code == 204
    assert finance.items("/charge-items") == []


def test_an_item_that_a_run_named_stays(finance: Desk) -> None:
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})
    run = finance.made("/charge-runs", {"period": "2026-11", "items": [item["id"]]})
    answer = finance.delete(f"/charge-items/{item['id']}")
    refused(answer, 409, "in_use")
    assert answer.get_json()["used_by"] == "charge_run"
    assert [each["id"] for each in finance.get(f"/charge-runs/{run['id']}").get_json()["items"]] == [
        item["id"]
    ]


def test_who_keeps_no_rooms_or_works_elsewhere_deletes_none(
    client: FlaskClient, finance: Desk, clerk: Desk, place: Place, elsewhere: Place
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer)
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})
    # Nor do they learn that it is used.
    refused(finance.delete(f"/rooms/{room.id}"), 403, "not_you")
    refused(clerk.delete(f"/charge-items/{item['id']}"), 403, "not_you")
    refused(Desk(client, elsewhere.clerk).delete(f"/rooms/{room.id}"), 404, "not_found")
    assert clerk.get(f"/rooms/{room.id}").status_code == 200


def test_the_trail_says_who_deleted_it(client: FlaskClient, clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
    clerk.delete(f"/rooms/{room.id}")
    (line,) = Desk(client, place.auditor).items(f"/audit/register?row={room.id}")
    assert (line["verb"], line["noun"]) == ("delete", "room")
