"""The trail of the register: who looked at, made, changed or revealed what, without the values."""

from collections.abc import Iterable
from typing import LiteralString
from uuid import UUID

from service.db import new_id
from service.transaction import Sql
from service.visibility import Caller

LEAVE: LiteralString = """
INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, reason, actor_id)
VALUES (%(id)s, %(office)s, %(noun)s, %(row)s, %(verb)s, %(fields)s::text[], %(reason)s, %(actor)s)
"""


def leave_trail(
    sql: Sql,
    verb: str,
    noun: str,
    row_id: UUID,
    *,
    office: UUID,
    actor: Caller,
    fields: Iterable[str] = (),
    reason: str | None = None,
) -> None:
    """`verb` is one of `models.register_event.VERBS`; `fields` are names, never what stood in them."""
    told = {"id": new_id(), "office": office, "noun": noun, "row": row_id, "verb": verb, "reason": reason}
    sql.execute(LEAVE, told | {"fields": sorted(fields), "actor": actor.account_id})
