"""Merged cells: what a person sees beside several rows counts for each of them, or is asked for."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlwt

from service.transaction import Row, statements
from tests.imports.books import book
from tests.imports.conftest import Desk
from tests.imports.odd import ods_row, open_document

HEADS = ["客户编号", "房间代码", "收费项目", "费用月份", "金额", "应收日期"]
# First row and column, last row and column, and what stands there.
Range = tuple[int, int, int, int, str]
Lines = Sequence[Sequence[Any]]


def as_xlsx(lines: Lines, merged: Sequence[Range]) -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        for line, cells in enumerate(lines):
            sheet.write_row(line, 0, cells)
        for each in merged:
            sheet.merge_range(*each, made.add_format({}))

    return book(fill)


def as_xls(lines: Lines, merged: Sequence[Range]) -> bytes:
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("Sheet1", cell_overwrite_ok=True)
    for line, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell)
    for top, left, bottom, right, text in merged:
        sheet.write_merge(top, bottom, left, right, text)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def as_ods(lines: Lines, merged: Sequence[Range]) -> bytes:
    rows = [[str(cell or "") for cell in cells] for cells in lines]
    for top, left, *_, text in merged:
        rows[top][left] = text
    whole = "".join(ods_row(cells) for cells in rows)
    for top, left, bottom, right, text in merged:
        spans = f'table:number-rows-spanned="{bottom - top + 1}" '
        spans += f'table:number-columns-spanned="{right - left + 1}"'
        plain = f'<table:table-cell office:value-type="string"><text:p>{text}<'
        whole = whole.replace(plain, plain.replace(" office", f" {spans} office", 1))
    return open_document(whole)


FORMATS = {"a.xlsx": as_xlsx, "a.xls": as_xls, "a.ods": as_ods}


def debt(desk: Desk, month: str, **said: Any) -> list[Any]:
    plain = dict(
        zip(HEADS, [desk.stage.customer.code, "", "物业费", month, "100", "2026-11-01"], strict=True)
    )
    return list((plain | said).values())


def booked(desk: Desk) -> list[Row]:
    with statements() as sql:
        return sql.all(BOOKED, [desk.stage.office.id])


BOOKED = """
SELECT c.period, c.amount_fen, r.code AS room FROM charge c LEFT JOIN room r ON r.id = c.room_id
 WHERE c.office_id = %s ORDER BY c.period
"""


@pytest.mark.parametrize("name", FORMATS)
def test_a_room_merged_over_two_debts_counts_for_both(desk: Desk, name: str) -> None:
    room = desk.stage.room.code
    lines = [HEADS, debt(desk, "2026-01"), debt(desk, "2026-02"), debt(desk, "2026-03")]
    content = FORMATS[name](lines, [(1, 1, 2, 1, room)])
    found = desk.sent(content, kind="charges", name=name, who="finance")
    assert (found["errors"], found["valid"]) == ([], 3)
    assert [each["values"]["room"] for each in found["preview"]] == [room, room, None]
    desk.confirmed(found["id"], "finance")
    assert [row["room"] for row in booked(desk)] == [room, room, None]


@pytest.mark.parametrize("name", FORMATS)
def test_of_a_sum_merged_over_two_debts_each_row_is_asked(desk: Desk, name: str) -> None:
    content = FORMATS[name]([HEADS, debt(desk, "2026-01"), debt(desk, "2026-02")], [(1, 4, 2, 4, "200")])
    found = desk.sent(content, kind="charges", name=name, who="finance")
    assert [(each["row"], each["column"]) for each in found["errors"]] == [(2, "金额"), (3, "金额")]
    assert all("take the merging back" in each["message"] for each in found["errors"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_cell_merged_with_the_one_left_of_it_is_not_taken_for_an_empty_one(desk: Desk, name: str) -> None:
    content = FORMATS[name]([HEADS, debt(desk, "2026-01")], [(1, 2, 1, 3, "物业费")])
    found = desk.sent(content, kind="charges", name=name, who="finance")
    (error,) = found["errors"]
    assert (error["row"], error["column"]) == (2, "费用月份")
    assert "merged with the one left of it" in error["message"]


def test_a_row_as_high_as_two_is_one_debt(desk: Desk) -> None:
    line = debt(desk, "2026-01")
    merged = [(1, at, 2, at, cell) for at, cell in enumerate(line) if cell]
    found = desk.sent(as_xlsx([HEADS, line], merged), kind="charges", who="finance")
    assert (found["errors"], found["rows"]) == ([], 1)
    desk.confirmed(found["id"], "finance")
    assert [row["amount_fen"] for row in booked(desk)] == [10_000]


def test_merging_counts_where_the_table_does_not_begin_in_the_corner(desk: Desk) -> None:
    room = desk.stage.room.code
    lines = [HEADS, debt(desk, "2026-01"), debt(desk, "2026-02")]

    def fill(made: Any, sheet: Any) -> None:
        for line, cells in enumerate(lines, 4):
            sheet.write_row(line, 3, cells)
        sheet.merge_range(5, 4, 6, 4, room, made.add_format({}))

    found = desk.sent(book(fill), kind="charges", who="finance")
    assert [each["values"]["room"] for each in found["preview"]] == [room, room]


def test_a_title_over_two_rows_and_a_footer_over_all_columns_do_no_harm(desk: Desk) -> None:
    lines = [[], [], HEADS, debt(desk, "2026-01"), ["合计"]]
    merged = [(0, 0, 1, 5, "期初欠费一览表"), (4, 0, 4, 5, "合计")]
    found = desk.sent(as_xlsx(lines, merged), kind="charges", who="finance")
    assert found["valid"] == 1
    assert {each["row"] for each in found["errors"]} == {5}
