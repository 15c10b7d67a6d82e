"""Every list as a workbook: its rows and filters, every typed word a string, nothing of other offices."""

import importlib
import io
import pkgutil
import zipfile

import pytest
import python_calamine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api import register
from service.api.register.exports import EXPORTED
from service.queries.register.export import Chosen, exported_list
from service.queries.register.people import CUSTOMERS
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

NASTY = ("=1+1", "+1", "-1", "@x", "＝1", "http://example.org", "{=A1}", "=cmd|' /C calc'!A0", "𠅤䶮")
# Not lists of rows that somebody keeps: what was sent in, and the tree of places.
NO_TABLES = {"/imports", "/tree"}


def rows_of(answer: TestResponse) -> list[list[object]]:
    """As a spreadsheet program reads them; there is no formula in any part."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    content = answer.get_data()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name) and b"<hyperlink" not in book.read(name)
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_no_cell_is_a_formula_or_a_link(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        for name in NASTY:
            makers.make_customer(work, place.office, name=name)
    header, *rows = rows_of(Desk(client, place.clerk).get("/customers/export.xlsx"))
    names = [row[header.index("Name")] for row in rows]
    assert set(NASTY) <= set(names)


@pytest.mark.parametrize("noun", [noun.address for noun in EXPORTED])
def test_each_list_comes_as_a_workbook(
    client: FlaskClient, place: Place, elsewhere: Place, noun: str
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer)
        makers.make_charge(work, place.customer, room_id=room.id)
        makers.make_prepayment(work, place.customer)
    Desk(client, place.cashier).post(
        "/deposits", {"customer": place.customer.code, "kind": "other", "amount_fen": 123_456}
    )
    desk = Desk(client, place.clerk)
    header, *rows = rows_of(desk.get(f"/{noun}/export.xlsx"))
    listed = desk.get(f"/{noun}?limit=200").get_json()["items"]
    assert len(rows) == len(listed)
    assert elsewhere.office.code not in str(rows)
    if noun == "deposits":
        assert rows[0][header.index("Amount (yuan)")] == 1234.56
    refused(desk.get(f"/{noun}/export.xlsx?limit=5"), 422, "invalid")


def test_the_filters_of_the_list_count(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        makers.make_customer(work, place.office, name="王小明")
    desk = Desk(client, place.clerk)
    header, *rows = rows_of(desk.get("/customers/export.xlsx?q=王小"))
    assert [row[header.index("Name")] for row in rows] == ["王小明"]
    refused(desk.get("/customers/export.xlsx?colour=red"), 422, "invalid")


def test_a_telephone_is_masked_as_in_the_list(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        makers.make_customer(work, place.office, phone="13800000001")
    text = str(rows_of(Desk(client, place.clerk).get("/customers/export.xlsx")))
    assert "138****0001" in text and "13800000001" not in text


def test_more_rows_than_the_limit_are_said_to_be_more(place: Place) -> None:
    with transaction() as work:
        for _ in range(3):
            makers.make_customer(work, place.office)
    book = exported_list("customers", CUSTOMERS, place.clerk.offices, Chosen(), lang="en", limit=2)
    assert (book.rows, book.truncated) == (2, True)


def test_no_list_of_the_register_is_without_its_workbook() -> None:
    names = [f"service.api.register.{each.name}" for each in pkgutil.iter_modules(register.__path__)]
    areas = [getattr(importlib.import_module(name), "area", None) for name in names]
    lists = {
        call.rule
        for area in filter(None, areas)
        for call in area.calls
        if call.listed and "<" not in call.rule
    }
    assert lists - NO_TABLES == {f"/{noun.address}" for noun in EXPORTED}
