"""The ticket a call names, if its caller may see it; hidden and missing give the same 404."""

from typing import LiteralString

from service.door.read import named
from service.errors import NotFound
from service.transaction import Row, Sql
from service.visibility import Caller


def visible_ticket(sql: Sql, ref: str, caller: Caller) -> Row:
    """`{id, number, version, office_id, closed_at, at}`, by id or number. Raises NotFound."""
    row = sql.one(VISIBLE, named("ref", ref) | {"offices": list(caller.offices)})
    if row is None:
        raise NotFound()
    return row


VISIBLE: LiteralString = """
SELECT t.id, t.number, t.version, t.office_id, t.closed_at, guanjia_now() AS at
  FROM ticket t
 WHERE (t.id = %(ref_id)s::uuid OR t.number = %(ref_name)s) AND t.office_id = ANY(%(offices)s)
"""
