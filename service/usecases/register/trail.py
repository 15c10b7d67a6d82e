"""The trail of the register: who looked at, made, changed or revealed what, without the values."""

from collections.abc import Iterable, Mapping
from typing import Final, LiteralString
from uuid import UUID

from service.db import new_id
from service.transaction import Sql, is_rehearsal
from service.visibility import Caller

READING: Final = frozenset({"view", "reveal", "list", "export"})
LEAVE: LiteralString = """
INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, reason, actor_id)
SELECT e.id, %(office)s, %(noun)s, e.row_id, %(verb)s, %(fields)s::text[], %(reason)s, %(actor)s
  FROM unnest(%(ids)s::uuid[], %(rows)s::uuid[]) e(id, row_id)
"""
LEAVE_OF_LIST: LiteralString = """
INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, actor_id)
SELECT e.id, e.office, %(noun)s, e.office, %(verb)s, %(fields)s::text[], %(actor)s
  FROM unnest(%(ids)s::uuid[], %(offices)s::uuid[]) e(id, office)
"""


def leave_trail(
    sql: Sql,
    verb: str,
    noun: str,
    *rows: UUID,
    office: UUID,
    actor: Caller,
    fields: Iterable[str] = (),
    reason: str | None = None,
) -> None:
    """A line for each of the `rows`, in one statement.

    `verb` is one of `models.register_event.VERBS`; `fields` are names, never what stood in them.
    Raises RuntimeError where something is read in a dry run, which would take back the line and nothing else.
    """
    _must_stay(verb, noun)
    told = {"ids": [new_id() for _ in rows], "rows": list(rows), "office": office, "noun": noun, "verb": verb}
    sql.execute(LEAVE, told | {"fields": sorted(fields), "reason": reason, "actor": actor.account_id})


def leave_trail_of_list(
    sql: Sql, verb: str, noun: str, offices: Iterable[UUID], *, actor: Caller, asked: Mapping[str, object]
) -> None:
    """A line for each office of which rows were answered, in one statement; its row is the office.

    `verb` is list or export; of the filters that were `asked` only the names are kept.
    """
    _must_stay(verb, noun)
    met = sorted(set(offices))
    if met:
        used = sorted(name for name, value in asked.items() if value is not None)
        told = {"ids": [new_id() for _ in met], "offices": met, "noun": noun, "verb": verb, "fields": used}
        sql.execute(LEAVE_OF_LIST, told | {"actor": actor.account_id})


def _must_stay(verb: str, noun: str) -> None:
    if verb in READING and is_rehearsal():
        raise RuntimeError(f"{verb} of {noun} in a dry run: its route must say trail=True")
