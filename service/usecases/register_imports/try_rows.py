"""Every row is really saved and all of it taken back: nothing else knows as much of a row beforehand."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from service.transaction import repeated, transaction
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.rows import RowError, RowRefused, Target, save_row, shown_values
from service.usecases.register_imports.together import MOST_TOGETHER, groups_of

PREVIEWED = 20
MOST_ERRORS = 1_000
BEAT_EVERY = 100

Beat = Callable[[int], None]
Refusals = Mapping[int, list[RowError]]


@dataclass(frozen=True, slots=True)
class Tried:
    """`wrong_rows` names every row that cannot be saved; of the errors only the first thousand are kept."""

    errors: list[RowError]
    wrong_rows: list[int]
    preview: list[dict[str, Any]]


class _TakenBack(Exception):
    """Ends the unit of work without a trace."""


def try_rows(target: Target, columns: Columns, *, beat: Beat) -> Tried:
    """`beat` is told every hundred rows how far it is.

    Rows of one code or room are tried together and taken back before the next ones: what they lock is free
    again in a moment, however long the file is.
    """
    refusals: dict[int, list[RowError]] = {}
    done = 0
    for group in groups_of(target.kind, columns):
        refusals |= repeated(partial(_refusals, target, columns, group))
        done, before = done + len(group), done
        if done // BEAT_EVERY > before // BEAT_EVERY:
            beat(done)
    wrong = [columns.rows[number][0] for number in sorted(refusals)]
    errors = [error for number in sorted(refusals) for error in refusals[number]]
    bad = frozenset(wrong)
    preview = [
        {"row": row[0], "valid": row[0] not in bad, "values": shown_values(target.kind, columns, row)}
        for row in columns.rows[:PREVIEWED]
    ]
    return Tried(errors[:MOST_ERRORS], wrong, preview)


def _refusals(target: Target, columns: Columns, group: tuple[int, ...]) -> Refusals:
    """Of rows that see those above them, so that a code given twice in one file is found."""
    found: dict[int, list[RowError]] = {}
    with suppress(_TakenBack), transaction() as work:
        for number in group[:MOST_TOGETHER]:
            try:
                with work.session.begin_nested():
                    save_row(work, target, columns, columns.rows[number])
            except RowRefused as refused:
                found[number] = refused.errors
            work.session.expunge_all()
        raise _TakenBack
    return found | {number: [_too_many(columns.rows[number][0])] for number in group[MOST_TOGETHER:]}


def _too_many(row: int) -> RowError:
    zh = f"一个文件中，同一代码或房间最多 {MOST_TOGETHER} 行：请分成几个文件。"
    return RowError(row, "", zh, f"At most {MOST_TOGETHER} rows of a file may be of one code or room.")
