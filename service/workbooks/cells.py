"""A cell as a plain text, or as what a program made of what was typed."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

# The manual of the old system: "data must be on Sheet1 or they are not recognised" (R-OCC-30).
SHEET = "Sheet1"
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELLS = (MOST_ROWS + 1) * MOST_COLUMNS
# Longer than any field takes, so that what is cut here is refused there.
LONGEST = 6_000
EXACT = 10**15
LOST = {"lost": "digits"}

# A text; or what a program made of what was typed, by what it made: `moment`, or a `number` that may have
# lost a zero (2026.10 is kept as 2026.1); or what is `lost` of it, and what can be `seen` all the same.
# What is merged over several rows is `shared` by them.
Cell = str | None | dict[str, str]
Row = tuple[int, list[Cell]]
# Row and column from 0, as programs count.
Place = tuple[int, int]
SHORT = re.compile(r"\d{4}\.1", re.ASCII)


def plain(value: Any, *, typed: bool) -> Cell:
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
