"""The file is read and every row tried, so that a person sees beforehand what would become of each."""

from service.transaction import statements
from service.usecases.effects.shape import Done, Effect, Outcome, Partners
from service.usecases.register_imports.store import note_refused, note_tried
from service.usecases.register_imports.try_rows import try_rows
from service.usecases.register_imports.worked import beating, work_on
from service.workbooks.reading import Refusal


def read_import(effect: Effect, partners: Partners) -> Outcome:
    found = work_on(effect, "reading")
    if found is None:
        return Done("known")
    if isinstance(found.columns, Refusal):
        with statements() as sql:
            note_refused(sql, found.row["id"], found.columns)
        return Done("refused")
    tried = try_rows(found.target, found.columns, beat=beating(effect, found.row["id"]))
    with statements() as sql:
        note_tried(sql, found.row["id"], found.columns, tried, was="reading")
    return Done("read")
