"""Workbooks as people and programs make them, built in code."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
import xlwt

Fill = Callable[[Any, Any], None]


def book(fill: Fill, *, sheet: str = "Sheet1", **options: Any) -> bytes:
    """`fill` gets the workbook and its first sheet."""
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept, options)
    fill(made, made.add_worksheet(sheet))
    made.close()
    return kept.getvalue()


def table(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """Plain rows from A1 on."""

    def fill(_book: Any, sheet: Any) -> None:
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)

    return book(fill, **options)


def old_table(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """The same as .xls."""
    made = xlwt.Workbook(encoding="utf-8", **options)
    sheet = made.add_sheet("Sheet1")
    for line, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def edited(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one member changed."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as whole,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for each in whole.namelist():
            packed.writestr(each, change(whole.read(each)) if each == name else whole.read(each))
    return kept.getvalue()
