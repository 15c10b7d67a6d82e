"""What a row may be called: never as another row is found, and never so that none is."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from schemas.fields import ADDRESS_WORDS
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

NO_CODES = (".", "..", "a/b", "a／b", "．．", "export.xlsx", "ｅxport.xlsx")


def test_no_code_reads_as_an_id_or_leads_elsewhere(clerk: Desk, place: Place) -> None:
    row = str(place.customer.id)
    ids = (row, row.upper(), row.replace("-", ""), f"urn:uuid:{row}", f"{{{row}}}")
    for code in (*ids, *NO_CODES):
        body = {"office": place.office.code, "code": code, "name": "张伟"}
        refused(clerk.post("/customers", body), 422, "invalid")
        refused(clerk.patch(f"/customers/{row}", {"code": code}, version=1), 422, "invalid")
    building: dict[str, Any] = {"office": place.office.code, "name": "楼"}
    refused(clerk.post("/buildings", building | {"code": row}), 422, "invalid")


def test_the_words_of_addresses_are_those_of_the_routes(app: Flask) -> None:
    """A route beside `/customers/<customer>` would hide the customer of that code."""
    rules = {rule.rule.removeprefix("/api/v1") for rule in app.url_map.iter_rules()}
    nouns = ("customers", "rooms", "buildings", "offices", "meters")
    beside = {
        rule.split("/")[2]
        for rule in rules
        if rule.split("/")[1:2] and rule.split("/")[1] in nouns and len(rule.split("/")) == 3
    }
    assert {word for word in beside if not word.startswith("<")} <= ADDRESS_WORDS


def test_a_usual_code_with_a_sign_in_it_is_found_by_its_address(clerk: Desk, place: Place) -> None:
    for code, address in (("3#-1201", "3%23-1201"), ("A-1?", "A-1%3F"), ("A 1", "A%201")):
        made = clerk.made("/customers", {"office": place.office.code, "code": code, "name": "李娜"})
        assert clerk.get(f"/customers/{address}").get_json()["id"] == made["id"]


def test_a_code_in_full_width_is_the_same_code(clerk: Desk, place: Place) -> None:
    body = {"office": place.office.code, "name": "李娜"}
    assert clerk.made("/customers", body | {"code": "A-1-9901"})["code"] == "A-1-9901"
    refused(clerk.post("/customers", body | {"code": "Ａ-1-９９01"}), 409, "duplicate")


def test_an_id_means_its_row_whatever_another_row_is_called(client: FlaskClient, place: Place) -> None:
    """Rows of older days may still be called so."""
    with transaction() as work:
        makers.make_customer(work, place.office, code=str(place.customer.id), name="王强")
    body = {"customer": str(place.customer.id), "amount_fen": 100, "method": "cash"}
    made = Desk(client, place.cashier).made("/payments", body)
    assert made["customer"]["id"] == str(place.customer.id)


def test_who_buys_a_further_flat_keeps_the_code_of_the_first(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        first, second = (makers.make_room(work, place.office) for _ in range(2))
        buyer = makers.make_customer(work, place.office, code=first.code, name="陈静")
        seller = makers.make_customer(work, place.office, code=second.code)
        for room, owner in ((first, buyer), (second, seller)):
            makers.make_occupancy(work, room, owner)
    body = {"room": str(second.id), "customer": str(buyer.id), "on": "2026-11-20"}
    clerk.made("/transfers", body)
    assert clerk.get(f"/customers/{buyer.id}").get_json()["code"] == first.code
    assert clerk.get(f"/customers/{seller.id}").get_json()["code"] == second.code
