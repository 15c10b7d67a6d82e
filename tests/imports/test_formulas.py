"""A formula that no program has computed is not taken for an empty cell."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from service.workbooks.reading import FULL, Sheet, read_workbook
from tests.imports.books import book, edited, table
from tests.imports.conftest import Desk
from tests.imports.odd import SHEET, no_shared_part, open_document

HEADS = ["房间代码", "客户编号", "迁入性质", "迁入日期"]
FORMULA = b'<c r="E2"><f>DATE(2026,12,31)</f><v>0</v></c>'


def lease(desk: Desk, cell: bytes, *, head: str = "迁出日期") -> bytes:
    """One with an end under `head`; `cell` is how its program wrote it."""

    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [*HEADS, head])
        sheet.write_row(1, 0, [desk.stage.room.code, desk.stage.customer.code, "租户", "2026-01-01"])
        sheet.write_formula(1, 4, "=DATE(2026,12,31)", None, 0)

    content = book(fill)
    return edited(content, SHEET, lambda text: replaced(text, FORMULA, cell))


def replaced(text: bytes, old: bytes, new: bytes) -> bytes:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="E2"><f>DATE(2026,12,31)</f></c>',
        b'<c r="E2"><f>DATE(2026,12,31)</f><v/></c>',
        b'<c r="E2" t="n"><f>DATE(2026,12,31)</f><v></v></c>',
        b'<c r="E2" t="str"><f>TEXT(D2,"yyyy")</f></c>',
        b'<c r="E2"><f t="array" ref="E2:E2">DATE(2026,12,31)</f></c>',
        b"<c><f>DATE(2026,12,31)</f></c>",
    ],
)
def test_an_end_that_was_never_computed_is_asked_for(desk: Desk, cell: bytes) -> None:
    found = desk.sent(lease(desk, cell), kind="occupancies")
    (error,) = found["errors"]
    assert (error["row"], error["column"], found["valid"]) == (2, "迁出日期", 0)
    assert "No program has computed" in error["message"]


def test_a_formula_whose_result_is_empty_is_an_empty_cell(desk: Desk) -> None:
    cell = b'<c r="E2" t="str"><f>IF(D2="","",D2)</f><v></v></c>'
    found = desk.sent(lease(desk, cell), kind="occupancies")
    assert (found["errors"], found["valid"]) == ([], 1)


def test_a_formula_in_a_column_that_fills_nothing_does_no_harm(desk: Desk) -> None:
    found = desk.sent(lease(desk, b'<c r="E2"><f>A9</f></c>', head="备注"), kind="occupancies")
    assert (found["errors"], found["ignored"]) == ([], ["备注"])


def test_rows_of_nothing_but_formulas_are_not_left_out(desk: Desk) -> None:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 3, ["客户编号", "客户名称"])
        sheet.write_row(1, 3, ["C-1", "张伟"])
        for column in (3, 4):
            sheet.write_formula(2, column, "=Other!A1", None, "")

    found = desk.sent(edited(book(fill), SHEET, without_values), kind="customers")
    assert (found["rows"], found["valid"]) == (2, 1)
    assert [(each["row"], each["column"]) for each in found["errors"]] == [(3, "客户编号"), (3, "客户名称")]


def without_values(text: bytes) -> bytes:
    return re.sub(rb"<v></v>", b"", text)


def test_a_formula_that_fills_several_rows_is_asked_for_in_each(desk: Desk) -> None:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["客户编号", "客户名称", "地址"])
        sheet.write_row(1, 0, ["C-1", "张伟"])
        sheet.write_row(2, 0, ["C-2", "李娜"])
        sheet.write_array_formula(1, 2, 2, 2, "{=Other!A1:A2}", None, "")

    content = edited(book(fill), SHEET, lambda text: re.sub(rb'<c r="C3">.*?</c>', b"", without_values(text)))
    found = desk.sent(content, kind="customers")
    assert [(each["row"], each["column"]) for each in found["errors"]] == [(2, "地址"), (3, "地址")]


def test_the_same_of_an_open_document(desk: Desk) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    plain = (
        "".join(map(cell.format, ["客户编号", "客户名称", "地址"])),
        "".join(map(cell.format, ["C-1", "张伟"])),
    )
    formula = '<table:table-cell table:formula="of:=[.B2]"/>'
    rows = (
        f"<table:table-row>{plain[0]}</table:table-row><table:table-row>{plain[1]}{formula}</table:table-row>"
    )
    found = desk.sent(open_document(rows), kind="customers", name="a.ods")
    assert [(each["row"], each["column"]) for each in found["errors"]] == [(2, "地址")]


def prefixed() -> bytes:
    cell = b'<x:c t="str"><x:v>C-1</x:v></x:c>'
    return edited(no_shared_part(""), SHEET, lambda text: replaced(text, cell, b"<x:c><x:f>A9</x:f></x:c>"))


def in_capitals() -> bytes:
    """The relation names its part in other letters than the zip, and from the root."""
    content = edited(table([["a"], ["b"]]), SHEET, lambda text: replaced(text, b"<v>1</v>", b"<f>A9</f>"))
    target = b'Target="/xl/Worksheets/SHEET1.xml"'
    return edited(
        content,
        "xl/_rels/workbook.xml.rels",
        lambda text: replaced(text, b'Target="worksheets/sheet1.xml"', target),
    )


@pytest.mark.parametrize("make", [prefixed, in_capitals])
def test_it_is_found_however_the_markup_is_written(make: Callable[[], bytes]) -> None:
    found = read_workbook("a.xlsx", make(), FULL)
    assert isinstance(found, Sheet)
    assert found.rows[1][1][0] == {"lost": "formula"}
