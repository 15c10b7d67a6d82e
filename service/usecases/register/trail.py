"""The trail of the register: who looked at, made, changed or revealed what, without the values."""

from collections.abc import Iterable
from typing import Final, LiteralString
from uuid import UUID

from service.db import new_id
from service.transaction import Sql, is_rehearsal
from service.visibility import Caller

READING: Final = frozenset({"view", "reveal"})
LEAVE: LiteralString = """
INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, reason, actor_id)
SELECT e.id, %(office)s, %(noun)s, e.row_id, %(verb)s, %(fields)s::text[], %(reason)s, %(actor)s
  FROM unnest(%(ids)s::uuid[], %(rows)s::uuid[]) e(id, row_id)
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
    if verb in READING and is_rehearsal():
        raise RuntimeError(f"{verb} of {noun} in a dry run: its route must say trail=True")
    told = {"ids": [new_id() for _ in rows], "rows": list(rows), "office": office, "noun": noun, "verb": verb}
    sql.execute(LEAVE, told | {"fields": sorted(fields), "reason": reason, "actor": actor.account_id})
