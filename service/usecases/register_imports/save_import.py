"""The rows of a confirmed import are saved in one unit of work, with the mark that they are."""

from dataclasses import dataclass
from typing import LiteralString

from service.failpoints import failpoint
from service.transaction import statements, transaction
from service.usecases.effects.shape import Done, Effect, Outcome, Partners
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.rows import RowRefused, save_row
from service.usecases.register_imports.store import note_refused, note_saved, note_tried, the_import
from service.usecases.register_imports.try_rows import BEAT_EVERY, Beat, try_rows
from service.usecases.register_imports.worked import Worked, beating, work_on
from service.workbooks.reading import Refusal


def save_import(effect: Effect, partners: Partners) -> Outcome:
    """Killed anywhere, it left nothing; done again, it begins anew or finds itself done.

    Where a row that could be saved when it was shown no longer can, none is: all are tried anew and shown.
    """
    found = work_on(effect, "saving")
    if found is None:
        return Done("known")
    if isinstance(found.columns, Refusal):
        with statements() as sql:
            note_refused(sql, found.row["id"], found.columns)
        return Done("refused")
    beat = beating(effect, found.row["id"])
    try:
        saved = _save(Saving(found, found.columns, beat))
    except RowRefused:
        return _shown_anew(found, found.columns, beat)
    return Done("saved" if saved else "known")


@dataclass(frozen=True, slots=True)
class Saving:
    found: Worked
    columns: Columns
    beat: Beat


def _save(saving: Saving) -> bool:
    """The lock is no row's: how far it has come is written beside it, where others can read it."""
    wrong = frozenset(saving.found.row["wrong_rows"])
    rows = [row for row in saving.columns.rows if row[0] not in wrong]
    import_id = saving.found.row["id"]
    with transaction() as work:
        work.sql.execute(ALONE, {"id": str(import_id)})
        if the_import(work.sql, import_id, "saving") is None:
            return False
        made = []
        for number, row in enumerate(rows, 1):
            made.append(save_row(work, saving.found.target, saving.columns, row).made)
            work.session.expunge_all()
            if number % BEAT_EVERY == 0:
                saving.beat(number)
                failpoint("import_half")
        if saving.found.target.kind.finish:
            saving.found.target.kind.finish(work, made)
        note_saved(work.sql, import_id, done=len(rows))
    return True


def _shown_anew(found: Worked, columns: Columns, beat: Beat) -> Outcome:
    tried = try_rows(found.target, columns, beat=beat)
    with statements() as sql:
        note_tried(sql, found.row["id"], columns, tried, was="saving")
    return Done("changed")


ALONE: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended('import ' || %(id)s, 0))"
