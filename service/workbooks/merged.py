"""Merged cells: what stands over several rows is seen beside each of them, and so counts for each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.workbooks.cells import MOST_CELLS, MOST_COLUMNS, Cell, Row
from service.workbooks.suspicion import Refused

COVERED: Cell = {"lost": "merged"}


@dataclass(frozen=True, slots=True)
class Merged:
    """The numbers of its first and last row; the positions of its first and last column."""

    top: int
    left: int
    bottom: int
    right: int


def spread(rows: Sequence[Row], merged: Iterable[Merged]) -> None:
    """In place. A row that holds nothing but what is merged into it is no row: it is not among them.

    Raises Refused where they lie over each other, which no program makes and which may take forever.
    """
    numbers, left = [number for number, _ in rows], MOST_CELLS
    for each in merged:
        first, end = bisect_left(numbers, each.top), bisect_right(numbers, each.bottom)
        if first < end and numbers[first] == each.top:
            left -= (end - first) * min(each.right + 1 - each.left, MOST_COLUMNS)
            if left < 0:
                raise Refused("file_whole")
            _spread([cells for _, cells in rows[first:end]], each)


def _spread(rows: Sequence[list[Cell]], each: Merged) -> None:
    """Downwards only: in the other columns something else is asked for."""
    cell = rows[0][each.left] if each.left < len(rows[0]) else None
    if cell is None:
        return
    over = _shared(cell) if len(rows) > 1 else cell
    covered = min(each.right + 1, MOST_COLUMNS) - each.left - 1
    for cells in rows:
        cells.extend([None] * (each.left + 1 + covered - len(cells)))
        cells[each.left : each.left + 1 + covered] = [over, *[COVERED] * covered]


def _shared(cell: Cell) -> Cell:
    """As it was, and that it stands for several rows: a sum may be that of all of them."""
    return {**(cell if isinstance(cell, dict) else {"seen": cell or ""}), "shared": "rows"}
