"""The rows of Sheet1 that hold anything, each with the number that a person sees beside it."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import python_calamine

from service.workbooks.cells import MOST_COLUMNS, MOST_ROWS, Cell, Row, plain
from service.workbooks.merged import Merged, spread
from service.workbooks.ods import merged_in_ods
from service.workbooks.suspicion import Refused

SAME_SHEET = ("sheet1", "工作表1")


def rows_of(kind: str, content: bytes) -> list[Row]:
    """Raises Refused."""
    kept = _rows_of_text(content) if kind == "csv" else _rows_of_book(kind, content)
    if not kept:
        raise Refused("sheet1_filled")
    return kept


def _rows_of_book(kind: str, content: bytes) -> list[Row]:
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_name(_sheet_name(book))
            if sheet.end is None:
                return []
            # Rows above the first that holds anything are given too, so a count is the number seen.
            rows = _kept(enumerate(sheet.iter_rows(), 1), typed=True)
            spread(rows, _merged(kind, content, sheet))
            return rows
    except python_calamine.PasswordError:
        raise Refused("file_not_encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Refused("file_whole") from None


def _sheet_name(book: python_calamine.CalamineWorkbook) -> str:
    for sheet in book.sheets_metadata:
        if sheet.name.strip().lower() in SAME_SHEET:
            if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
                raise Refused("sheet1_shown")
            return sheet.name
    raise Refused("sheet1_filled")


def _merged(kind: str, content: bytes, sheet: python_calamine.CalamineSheet) -> Iterator[Merged]:
    """Rows are counted from the top of the sheet, columns from the first that holds anything."""
    first = sheet.start[1] if sheet.start else 0
    found = merged_in_ods(content, sheet.name) if kind == "ods" else sheet.merged_cell_ranges or ()
    for (top, left), (bottom, right) in found:
        if left >= first:
            yield Merged(top + 1, left - first, bottom + 1, right - first)


def _kept(found: Iterable[tuple[int, Iterable[Any]]], *, typed: bool) -> list[Row]:
    """Those that hold anything. Raises Refused."""
    kept: list[Row] = []
    for number, cells in found:
        texts = [plain(each, typed=typed) for each in cells]
        if not any(texts):
            continue
        if len(kept) > MOST_ROWS:
            raise Refused("rows_few_enough")
        kept.append((number, _trimmed(texts)))
    return kept


def _trimmed(cells: list[Cell]) -> list[Cell]:
    last = max(number for number, cell in enumerate(cells, 1) if cell)
    if last > MOST_COLUMNS:
        raise Refused("columns_few_enough")
    return cells[:last]


def _rows_of_text(content: bytes) -> list[Row]:
    return _kept(_lines(content), typed=False)


def _lines(content: bytes) -> Iterator[tuple[int, Iterable[Any]]]:
    """A row is known by the line it begins on."""
    csv.field_size_limit(1_000_000)
    text = _text(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused("file_whole") from None
        yield line, cells


def _text(content: bytes) -> str:
    """UTF-8 with or without a mark, else GB 18030, which Chinese spreadsheets still write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("file_encoding_known")


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",\t;", key=first.count)
