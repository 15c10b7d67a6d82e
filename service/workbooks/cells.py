"""The cells of one sheet as plain texts, each row with the number that a person sees beside it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from service.workbooks.suspicion import Refused

# The manual of the old system: "data must be on Sheet1 or they are not recognised" (R-OCC-30).
SHEET = "Sheet1"
SAME_SHEET = ("sheet1", "工作表1")
MOST_ROWS = 20_000
MOST_COLUMNS = 100
# Longer than any field takes, so that what is cut here is refused there.
LONGEST = 6_000
EXACT = 10**15
LOST = {"lost": "digits"}

# A text; or what a program made of what was typed, by what it made: `moment`, or a `number` that may have
# lost a zero (2026.10 is kept as 2026.1); or what is `lost` of it, and what can be `seen` all the same.
Cell = str | None | dict[str, str]
Row = tuple[int, list[Cell]]
SHORT = re.compile(r"\d{4}\.1", re.ASCII)


def rows_of(kind: str, content: bytes) -> list[Row]:
    """The rows that hold anything. Raises Refused."""
    found = _rows_of_text(content) if kind == "csv" else _rows_of_book(content)
    kept: list[Row] = []
    for number, cells in found:
        plain = [_plain(each, typed=kind != "csv") for each in cells]
        if not any(plain):
            continue
        if len(kept) > MOST_ROWS:
            raise Refused("rows_few_enough")
        kept.append((number, _trimmed(plain)))
    if not kept:
        raise Refused("sheet1_filled")
    return kept


def _rows_of_book(content: bytes) -> Iterator[tuple[int, Iterable[Any]]]:
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_name(_sheet_name(book))
            if sheet.end is None:
                return
            # Rows above the first that holds anything are given too, so a count is the number seen.
            yield from enumerate(sheet.iter_rows(), 1)
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


def _rows_of_text(content: bytes) -> Iterator[tuple[int, Iterable[Any]]]:
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


def _plain(value: Any, *, typed: bool) -> Cell:
    """What the cell shows, without a format: `12`, `89.5`, `true`, a moment `2026-11-01`.

    Where cells are not `typed`, nobody knows which of them were numbers.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime | date | time):
        return {"moment": value.isoformat()}
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 86_400:.15g}"
    text = str(value).strip()[:LONGEST]
    if "\0" in text:
        # No text of the database may hold it.
        return {"lost": "characters", "seen": text.replace("\0", "\ufffd")}
    return {"number": text} if not typed and SHORT.fullmatch(text) else text or None


def _number(value: int | float) -> Cell:
    """A spreadsheet keeps 15 digits of a number; an identity number typed as one has lost its end."""
    if abs(value) >= EXACT:
        return LOST
    text = f"{value:.15g}"
    return {"number": text} if SHORT.fullmatch(text) else text


def said(cell: Cell) -> str | None:
    """What stands in it, whatever made it; None where nothing of it is left."""
    if not isinstance(cell, dict):
        return cell
    return cell.get("moment") or cell.get("number") or cell.get("seen")


def _trimmed(cells: list[Cell]) -> list[Cell]:
    last = max(number for number, cell in enumerate(cells, 1) if cell)
    if last > MOST_COLUMNS:
        raise Refused("columns_few_enough")
    return cells[:last]
