"""Every row is really saved and all of it taken back: nothing else knows as much of a row beforehand."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from service.transaction import Row, Work, repeated, transaction
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.doubles import in_the_file, month_in_the_file
from service.usecases.register_imports.rows import Remark, RowRefused, Saved, Target, save_row, shown_values
from service.usecases.register_imports.together import MOST_TOGETHER, groups_of

PREVIEWED = 20
MOST_ERRORS = 1_000
BEAT_EVERY = 100

Beat = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """`wrong_rows` names every row that cannot be saved, `warned` counts those that may be there already; of
    the errors and of the warnings only the first thousand are kept."""

    errors: list[Remark]
    wrong_rows: list[int]
    warnings: list[Remark]
    warned: int
    preview: list[dict[str, Any]]


class _TakenBack(Exception):
    """Ends the unit of work without a trace."""


def try_rows(target: Target, columns: Columns, *, beat: Beat) -> Tried:
    """`beat` is told every hundred rows how far it is.

    Rows of one code or room are tried together and taken back before the next ones: what they lock is free
    again in a moment, however long the file is.
    """
    found, done = _Found(), 0
    for group in groups_of(target.kind, columns):
        found.add(repeated(partial(_tried, target, columns, group)))
        done, before = done + len(group), done
        if done // BEAT_EVERY > before // BEAT_EVERY:
            beat(done)
    wrong = [columns.rows[number][0] for number in sorted(found.refusals)]
    errors = [error for number in sorted(found.refusals) for error in found.refusals[number]]
    warnings = sorted([*found.warnings, *_twice_in_the_file(columns, found.like)], key=lambda each: each.row)
    warned = len({each.row for each in warnings})
    bad = frozenset(wrong)
    preview = [
        {"row": row[0], "valid": row[0] not in bad, "values": shown_values(target.kind, columns, row)}
        for row in columns.rows[:PREVIEWED]
    ]
    return Tried(errors[:MOST_ERRORS], wrong, warnings[:MOST_ERRORS], warned, preview)


@dataclass(frozen=True, slots=True)
class _Found:
    """By position in the file: what is wrong with a row, and what another may have in common with it."""

    refusals: dict[int, list[Remark]] = field(default_factory=dict)
    warnings: list[Remark] = field(default_factory=list)
    like: dict[int, Row] = field(default_factory=dict)

    def add(self, other: "_Found") -> None:
        self.refusals.update(other.refusals)
        self.warnings.extend(other.warnings)
        self.like.update(other.like)


def _tried(target: Target, columns: Columns, group: tuple[int, ...]) -> _Found:
    """Of rows that see those above them, so that a code given twice in one file is found."""
    found = _Found()
    with suppress(_TakenBack), transaction() as work:
        for number in group[:MOST_TOGETHER]:
            try:
                with work.session.begin_nested():
                    saved = save_row(work, target, columns, columns.rows[number])
                    _look_for_doubles(work, target, found, saved, (number, columns.rows[number][0]))
            except RowRefused as refused:
                found.refusals[number] = refused.errors
            work.session.expunge_all()
        raise _TakenBack
    found.refusals.update({n: [_too_many(columns.rows[n][0])] for n in group[MOST_TOGETHER:]})
    return found


def _look_for_doubles(work: Work, target: Target, found: _Found, saved: Saved, at: tuple[int, int]) -> None:
    """`at` is the position in the file and the number that a person sees beside the row."""
    doubles = target.kind.doubles
    if doubles is None or not isinstance(saved.made, UUID):
        return
    number, row = at
    found.like[number] = work.sql.all(doubles.like, {"id": saved.made})[0]
    before = doubles.before(work, saved.made)
    if before is not None:
        found.warnings.append(Remark(row, "", *before))


def _twice_in_the_file(columns: Columns, like: Mapping[int, Row]) -> Iterator[Remark]:
    """The first of them is not doubtful. What is the same is not told of its month as well."""
    first: dict[Hashable, int] = {}
    for number in sorted(like):
        row, found = columns.rows[number][0], like[number]
        same = first.setdefault(("same", *found["same"]), row)
        month = first.setdefault(("month", *found["month"]), row) if found["month"] else row
        if same != row:
            yield Remark(row, "", *in_the_file(same))
        elif month != row:
            yield Remark(row, "", *month_in_the_file(month))


def _too_many(row: int) -> Remark:
    zh = f"一个文件中，同一代码或房间最多 {MOST_TOGETHER} 行：请分成几个文件。"
    return Remark(row, "", zh, f"At most {MOST_TOGETHER} rows of a file may be of one code or room.")
