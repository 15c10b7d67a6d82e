"""Workbooks of our own: cells are strings or numbers, so that nothing anybody typed is a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMIT = 50_000
# A cell holds 32,767 characters; the library leaves out what is longer without a word.
LONGEST = 32_000
CUT = {
    "zh": "只导出了前 {limit} 行，请缩小筛选范围。",
    "en": "Only the first {limit} rows are here; please narrow the filters.",
}

# Hundredths are written as the numbers that people know: yuan, square metres.
Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Workbook:
    """`truncated`: there were more rows than the limit; the last line of the sheet says so too."""

    content: bytes
    rows: int
    truncated: bool


def written(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, lang: str, limit: int
) -> Workbook:
    """One sheet, row by row: only the row in hand is in memory beside the packed file."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    write_row(sheet, 0, header)
    count, truncated = 0, False
    for row in rows:
        truncated = count == limit
        if truncated:
            write_row(sheet, limit + 1, [CUT[lang].format(limit=limit)])
            break
        count += 1
        write_row(sheet, count, row)
    book.close()
    return Workbook(kept.getvalue(), count, truncated)


def write_row(sheet: Worksheet, line: int, cells: Iterable[Cell]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int | Decimal):
            sheet.write_number(line, column, cell)
        else:
            sheet.write_string(line, column, cell if len(cell) <= LONGEST else cell[:LONGEST] + "…")
