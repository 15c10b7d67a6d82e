"""The workbook: the rows of the list, every typed word a string, and nothing of other offices."""

import io
import re
import zipfile
from xml.etree import ElementTree

from werkzeug.test import TestResponse

from service.queries.tickets.choice import TicketChoice
from service.queries.tickets.export import exported
from service.transaction import statements
from service.visibility import read_caller
from tests.demo_house import Desk, House, refused
from tests.tickets.people import repair

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def exporting(desk: Desk, **query: str) -> TestResponse:
    return desk.client.get("/api/v1/tickets/export.xlsx", query_string=query, headers=desk.headers)


def cells(content: bytes) -> list[list[str]]:
    """Inline strings and numbers, row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read(SHEET))
    assert sheet.findall(f".//{MAIN}f") == []
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def test_the_workbook_has_the_rows_of_the_list(house: House) -> None:
    made = [repair(house, subject="导出这一张", room="A-1-0303") for _ in range(2)]
    answer = exporting(house["clerk"], q="导出这一张", sort="number")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    header, *rows = cells(answer.get_data())
    assert header[0] == "Number" and [row[0] for row in rows] == sorted(each["number"] for each in made)
    assert rows[0][header.index("Room")] == "A-1-0303" and rows[0][header.index("State")] == "Reported"


def test_no_cell_is_a_formula_or_a_link(house: House) -> None:
    for subject in ("=1+1", "+1", "-1", "@x", "＝1", "http://example.org", "{=A1}"):
        repair(house, subject=subject, description="=cmd|' /C calc'!A0")
    header, *rows = cells(exporting(house["clerk"]).get_data())
    subjects = {row[header.index("Subject")] for row in rows}
    assert {"=1+1", "+1", "-1", "@x", "＝1", "http://example.org", "{=A1}"} <= subjects


def test_payees_are_masked_and_other_offices_left_out(house: House) -> None:
    house.refund()
    text = str(cells(exporting(house["clerk"]).get_data()))
    assert "account_last4" in text and not re.search(r"6222\d{8}2233", text)
    assert len(cells(exporting(house["clerk-gz02"]).get_data())) == 1


def test_more_rows_than_the_limit_are_said_to_be_more(house: House) -> None:
    repair(house), repair(house), repair(house)
    caller_row = house["clerk"].get("/me").get_json()
    with statements() as sql:
        token = sql.one("SELECT digest FROM token WHERE account_id = %s LIMIT 1", [caller_row["id"]])
        caller = read_caller(sql, token["digest"]) if token else None
    assert caller is not None
    book = exported(caller, TicketChoice(), lang="en", limit=2)
    assert (book.rows, book.truncated) == (2, True)
    assert cells(book.content)[-1] == ["Only the first 2 rows are here; please narrow the filters."]


def test_a_wrong_filter_is_refused(house: House) -> None:
    refused(exporting(house["clerk"], colour="red"), 422, "invalid")
    refused(exporting(house["clerk"], limit="5"), 422, "invalid")
