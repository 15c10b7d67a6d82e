"""Which rows of a file must see each other, and so are tried together: those of one code, or of one room."""

from collections.abc import Iterator

from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.kinds import Kind
from service.usecases.register_imports.values import half_width
from service.workbooks.cells import said

MOST_TOGETHER = 50


def groups_of(kind: Kind, columns: Columns) -> Iterator[tuple[int, ...]]:
    """Positions in `columns.rows`, in the order of the first of each group; each position once."""
    at = columns.at.get(kind.together) if kind.together else None
    found: dict[str, list[int]] = {}
    for number, (_, cells) in enumerate(columns.rows):
        cell = cells[at] if at is not None and at < len(cells) else None
        named = half_width(said(cell) or "")
        # A row without the word stands for itself; no cell holds a NUL.
        found.setdefault(named or f"\0{number}", []).append(number)
    for group in found.values():
        yield tuple(group)
