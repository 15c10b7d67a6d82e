"""The rows of Sheet1 that hold anything, each with the number that a person sees beside it."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import python_calamine

from service.workbooks.cells import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Cell, Place, Row, plain
from service.workbooks.merged import Merged, spread
from service.workbooks.ods import Unseen, unseen_in_ods
from service.workbooks.suspicion import Refused
from service.workbooks.xls import check_xls
from service.workbooks.xlsx import uncomputed_in_xlsx

SAME_SHEET = ("sheet1", "工作表1")
DELIMITERS = ",\t;"
# Where the delimiter is looked for: rows, and characters at most.
FIRST_ROWS, SAMPLE = 20, 100_000
UNCOMPUTED: Cell = {"lost": "formula"}


def rows_of(kind: str, content: bytes) -> list[Row]:
    """Raises Refused."""
    kept = _rows_of_text(content) if kind == "csv" else _rows_of_book(kind, content)
    if not kept:
        raise Refused("sheet1_filled")
    return kept


def _rows_of_book(kind: str, content: bytes) -> list[Row]:
    if kind == "xls":
        check_xls(content)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_name(_sheet_name(book))
            unseen = _unseen(kind, content, sheet)
            rows = _marked(_rows_of_sheet(sheet), unseen.uncomputed)
            spread(
                rows, [Merged(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in unseen.merged]
            )
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


def _unseen(kind: str, content: bytes, sheet: python_calamine.CalamineSheet) -> Unseen:
    """An .xls says of no formula whether it was computed."""
    if kind == "ods":
        return unseen_in_ods(content, sheet.name)
    uncomputed = uncomputed_in_xlsx(content, sheet.name) if kind == "xlsx" else ()
    return Unseen(sheet.merged_cell_ranges or (), uncomputed)


def _rows_of_sheet(sheet: python_calamine.CalamineSheet) -> list[Row]:
    """The parser gives rows from the first of the sheet on, but columns from the first that is filled."""
    if sheet.start is None:
        return []
    blank: list[Cell] = [None] * sheet.start[1]
    rows = _kept(enumerate(sheet.iter_rows(), 1), typed=True)
    return [(number, _trimmed(blank + cells)) for number, cells in rows]


def _marked(rows: list[Row], uncomputed: Iterable[Place]) -> list[Row]:
    """A row of nothing but formulas is one all the same. Raises Refused."""
    found = dict(rows)
    for count, (row, column) in enumerate(uncomputed):
        if count >= MOST_CELLS:
            raise Refused("file_whole")
        cells = found.setdefault(row + 1, [])
        if len(found) > MOST_ROWS + 1:
            raise Refused("rows_few_enough")
        if column >= MOST_COLUMNS:
            raise Refused("columns_few_enough")
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cells[column] or UNCOMPUTED
    return sorted(found.items(), key=lambda row: row[0])


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
    """That which divides most of the first rows, and of two such the one that makes more cells of them."""
    return max(DELIMITERS, key=lambda each: _divided(text[:SAMPLE], each))


def _divided(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows it divides, and into how many cells at most."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = [len(cells) for cells in islice(reader, FIRST_ROWS)]
    return sum(width > 1 for width in widths), max(widths, default=0)
