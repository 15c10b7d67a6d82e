"""An import as a worker meets it: the file read anew, whose rights count, and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from service.errors import Invalid, NotSo
from service.transaction import Row, statements
from service.usecases.effects.shape import Effect, Unfinished
from service.usecases.register_imports.columns import Columns, columns_as_shown, find_columns
from service.usecases.register_imports.content import opened_content
from service.usecases.register_imports.kinds import KINDS, Kind
from service.usecases.register_imports.rows import Target
from service.usecases.register_imports.store import kept_mapping, note_progress, the_import
from service.visibility import caller_of_account
from service.workbooks.reading import FULL, OutOfTime, Refusal, Sheet, read_workbook, refusal

LEASE = 60


@dataclass(frozen=True, slots=True)
class Worked:
    """`columns` or the reason why there are none."""

    row: Row
    target: Target
    columns: Columns | Refusal


def work_on(effect: Effect, status: str) -> Worked | None:
    """None where nothing is to be done any more."""
    with statements() as sql:
        row = the_import(sql, effect.argument, status)
        if row is None:
            return None
        kept = kept_mapping(sql, row["office_id"], row["kind"])
        actor = caller_of_account(sql, row["confirmed_by"] if status == "saving" else row["created_by"])
        content = opened_content(sql, row)
    if actor is None:
        raise Unfinished("account_gone")
    target = Target(KINDS[row["kind"]], row["office_id"], actor)
    read = read_workbook(row["name"], content, FULL)
    find = partial(find_columns, said=row["mapping"], kept=kept)
    if status == "saving":
        find = partial(columns_as_shown, mapping=row["mapping"])
    return Worked(row, target, _columns(read, target.kind, find))


def beating(effect: Effect, import_id: UUID) -> Callable[[int], None]:
    def beat(done: int) -> None:
        with statements() as sql:
            note_progress(sql, import_id, effect.id, done=done, lease=LEASE)

    return beat


def _columns(
    read: Sheet | Refusal | OutOfTime, kind: Kind, find: Callable[[Sheet, Kind], Columns]
) -> Columns | Refusal:
    if isinstance(read, OutOfTime):
        return refusal("file_within_memory")
    if isinstance(read, Refusal):
        return read
    try:
        return find(read, kind)
    except NotSo as wrong:
        return Refusal(wrong.extra["rule"], wrong.sentences["zh"], wrong.sentences["en"])
    except Invalid as wrong:
        told = wrong.extra["errors"][0].sentences
        return Refusal("columns_mapped", told["zh"], told["en"])
