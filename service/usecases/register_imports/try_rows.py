"""Every row is really saved and all of it taken back: nothing else knows as much of a row beforehand."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from service.transaction import transaction
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.rows import RowError, RowRefused, Target, save_row, shown_values

PREVIEWED = 20
MOST_ERRORS = 1_000
BEAT_EVERY = 100

Beat = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """`wrong_rows` names every row that cannot be saved; of the errors only the first thousand are kept."""

    errors: list[RowError]
    wrong_rows: list[int]
    preview: list[dict[str, Any]]


class _TakenBack(Exception):
    """Ends the unit of work without a trace."""


def try_rows(target: Target, columns: Columns, *, beat: Beat) -> Tried:
    """`beat` is told every hundred rows how far it is."""
    errors: list[RowError] = []
    wrong: list[int] = []
    with suppress(_TakenBack):
        for number, found in _refusals(target, columns):
            errors += found[: MOST_ERRORS - len(errors)]
            if found:
                wrong.append(columns.rows[number][0])
            if (number + 1) % BEAT_EVERY == 0:
                beat(number + 1)
    bad = frozenset(wrong)
    preview = [
        {"row": row[0], "valid": row[0] not in bad, "values": shown_values(target.kind, columns, row)}
        for row in columns.rows[:PREVIEWED]
    ]
    return Tried(errors, wrong, preview)


def _refusals(target: Target, columns: Columns) -> Iterator[tuple[int, list[RowError]]]:
    """Rows see those above them, so that a code given twice in one file is found."""
    with transaction() as work:
        for number, row in enumerate(columns.rows):
            found: list[RowError] = []
            try:
                with work.session.begin_nested():
                    save_row(work, target, columns, row)
            except RowRefused as refused:
                found = refused.errors
            work.session.expunge_all()
            yield number, found
        raise _TakenBack
