"""What people type and see: codes that look alike are alike, numbers are found as they stand on the page."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u00ad"


@pytest.mark.parametrize("unseen", [*UNSEEN, "\u200c", "\u200d"], ids=ascii)
def test_no_code_holds_what_nobody_sees(client: FlaskClient, place: Place, unseen: str) -> None:
    """`M-5` and `M-5` with a zero-width space were two customers."""
    clerk = Desk(client, place.clerk)
    for code in (f"M-5{unseen}", f"{unseen}M-5", f"M{unseen}-5"):
        body = {"office": place.office.code, "code": code, "name": "张伟"}
        answer = clerk.post("/customers", body)
        refused(answer, 422, "invalid")
        assert [each["field"] for each in answer.get_json()["errors"]] == ["code"]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_no_name_holds_it_either_but_what_joins_letters_stays(
    client: FlaskClient, place: Place, unseen: str
) -> None:
    clerk, body = Desk(client, place.clerk), {"office": place.office.code, "code": makers.unique("C")}
    refused(clerk.post("/customers", body | {"name": f"张{unseen}伟"}), 422, "invalid")
    assert clerk.made("/customers", body | {"name": "نیم\u200cفاصله"})["name"] == "نیم\u200cفاصله"


@pytest.mark.parametrize(
    "typed",
    ["１３８", "１３８００００１２３４", "138****1234", "138＊＊＊＊1234", "**1234", "＋86 138-0000-1234"],
)
def test_a_phone_is_found_full_width_and_by_the_mask_that_is_shown(
    client: FlaskClient, place: Place, typed: str
) -> None:
    with transaction() as work:
        who = makers.make_customer(work, place.office, phone="13800001234")
        makers.make_customer(work, place.office, phone="13900005678")
    clerk = Desk(client, place.clerk)
    assert [row["id"] for row in clerk.items(f"/customers?q={typed.replace('+', '%2B')}")] == [str(who.id)]
    found = clerk.post("/search", {"q": typed}).get_json()["items"]
    assert [row["id"] for row in found] == [str(who.id)]


def test_stars_alone_find_nobody_and_hidden_digits_stay_hidden(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        makers.make_customer(work, place.office, phone="13800001234")
    for typed in ("****", "138%", "1380***1234", "138_***1234"):
        assert Desk(client, place.admin).items(f"/customers?q={typed.replace('%', '%25')}") == []


def test_a_code_is_found_full_width(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        who = makers.make_customer(work, place.office, code="A-1-0101")
        room = makers.make_room(work, place.office, code="A-1-0101")
    clerk = Desk(client, place.clerk)
    assert [row["id"] for row in clerk.items("/customers?q=Ａ－１")] == [str(who.id)]
    found = clerk.post("/search", {"q": "Ａ－１"}).get_json()["items"]
    assert {row["id"] for row in found} == {str(who.id), str(room.id)}


@pytest.mark.parametrize("typed", ["a-101", "A-101", "ａ－１０１", "Ａ-１01"])
def test_a_code_is_found_in_small_letters_and_in_any_width(
    client: FlaskClient, place: Place, typed: str
) -> None:
    with transaction() as work:
        who = makers.make_customer(work, place.office, code="A-101")
        room = makers.make_room(work, place.office, code="A-101")
    clerk = Desk(client, place.clerk)
    assert [row["id"] for row in clerk.items(f"/customers?q={typed}")] == [str(who.id)]
    found = clerk.post("/search", {"q": typed}).get_json()["items"]
    assert {row["id"] for row in found} == {str(who.id), str(room.id)}


@pytest.mark.parametrize("stored", ["ABC物业", "ＡＢＣ物业", "Ａbc物业"])
def test_a_name_is_found_in_small_letters_and_in_the_width_of_the_form(
    client: FlaskClient, place: Place, stored: str
) -> None:
    with transaction() as work:
        who = makers.make_customer(work, place.office, name=stored)
    clerk = Desk(client, place.clerk)
    asked = [stored, stored[1:]] + ["abc", "ＡＢＣ", "ABC物"] * (stored != "Ａbc物业")
    for typed in asked:
        assert [row["id"] for row in clerk.items(f"/customers?q={typed}")] == [str(who.id)], typed
        (hit,) = clerk.post("/search", {"q": typed}).get_json()["items"]
        assert (hit["id"], hit["was"]) == (str(who.id), None)


def test_signs_that_a_pattern_knows_are_found_as_they_stand(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        who = makers.make_customer(work, place.office, name="100%_折扣\\店")
        makers.make_customer(work, place.office, name="100分店")
    for typed in ("0%", "%_折", "扣\\"):
        (hit,) = Desk(client, place.clerk).post("/search", {"q": typed}).get_json()["items"]
        assert hit["id"] == str(who.id)


def test_an_exact_code_comes_first_however_it_was_typed(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        for code in ("A-1-2", "A-1", "A-1-3"):
            makers.make_room(work, place.office, code=code)
    found = Desk(client, place.clerk).post("/search", {"q": "ａ-1"}).get_json()["items"]
    assert [row["code"] for row in found] == ["A-1", "A-1-2", "A-1-3"]


def test_a_wrong_field_is_named_by_its_path(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
    handover = {"room": room.code, "customer": place.customer.code, "on": "2026-11-01"}
    reading = {"meter": "none", "value": 1, "read_on": "2026-11-01"}
    cases: list[tuple[Any, str, str, Any, str]] = [
        (place.clerk, "POST", "/handovers", handover | {"charges": [{"item": "nope"}]}, "charges.0.item"),
        (place.clerk, "POST", "/handovers", handover | {"readings": [reading]}, "readings.0.meter"),
        (place.finance, "POST", "/charge-runs", {"period": "2026-12", "items": ["nope"]}, "items.0"),
        (place.admin, "POST", "/offices", {"code": "N", "name": "N", "parent": "nope"}, "parent"),
        (
            place.admin,
            "PUT",
            f"/users/{place.clerk.username}/desks",
            {"desks": [{"desk": "clerk", "office": place.office.code}, {"desk": "tech", "office": "nope"}]},
            "desks.1.office",
        ),
    ]
    for who, method, path, body, field in cases:
        desk = Desk(client, who)
        answer = desk.post(path, body) if method == "POST" else desk.put(path, body)
        refused(answer, 422, "invalid")
        assert [each["field"] for each in answer.get_json()["errors"]] == [field], path


def test_an_office_below_ones_own_changes_nothing_in_daily_work(client: FlaskClient, place: Place) -> None:
    """From then on everybody of the office had to name it in every call."""
    admin, finance = Desk(client, place.admin), Desk(client, place.finance)
    admin.made("/offices", {"code": makers.unique("N"), "name": "桂园三期", "parent": place.office.code})
    admin.made("/tenant-types", {"name": "低保户"})
    started = finance.post("/charge-runs", {"period": "2026-12"})
    assert started.status_code in (201, 202), started.get_data(as_text=True)
    assert started.get_json()["office"]["id"] == str(place.office.id)
