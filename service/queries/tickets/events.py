"""A ticket's append-only log (流水), page by page."""

from typing import Any, LiteralString

from service.door.answer import SYSTEM_PERSON
from service.door.masking import masked
from service.door.read import named
from service.queries.tickets.visible import visible_ticket
from service.transaction import Row, statements
from service.visibility import Caller

Json = dict[str, Any]
NO_CUSTOMER: Json = {"id": None, "username": "customer", "name": "客户"}


def events_page(ref: str, caller: Caller, *, after: int, limit: int) -> tuple[list[Json], bool]:
    """In order of `seq`, and whether more follow. Raises NotFound."""
    asked = named("ref", ref) | {"offices": list(caller.offices), "after": after, "limit": limit + 1}
    with statements() as sql:
        rows = sql.all(EVENTS, asked)
        if not rows:
            visible_ticket(sql, ref, caller)
    return [_event(row) for row in rows[:limit]], len(rows) > limit


def _event(row: Row) -> Json:
    said = {name: row[name] for name in ("seq", "trigger", "source", "dest", "at", "prev_hash", "hash")}
    return said | {
        "actor": row["actor"] or SYSTEM_PERSON,
        "on_behalf_of": row["absent"] or ((row["customer"] or NO_CUSTOMER) if row["on_behalf_of"] else None),
        "form": masked(row["form"]),
    }


EVENTS: LiteralString = """
SELECT e.seq, e.trigger, e.source, e.dest, e.at, e.form, e.on_behalf_of,
       encode(e.prev_hash, 'hex') AS prev_hash, encode(e.hash, 'hex') AS hash,
       CASE WHEN a.id IS NOT NULL
            THEN json_build_object('id', a.id, 'username', a.username, 'name', p.name) END AS actor,
       CASE WHEN e.on_behalf_of IS NOT NULL AND c.id IS NOT NULL
            THEN json_build_object('id', c.id, 'username', c.code, 'name', c.name) END AS customer,
       CASE WHEN e.on_behalf_of <> 'customer'
            THEN (SELECT json_build_object('id', b.id, 'username', b.username, 'name', q.name)
                    FROM account b JOIN person q ON q.id = b.person_id
                   WHERE b.id = e.on_behalf_of::uuid) END AS absent
  FROM event e JOIN ticket t ON t.id = e.ticket_id LEFT JOIN customer c ON c.id = t.customer_id
  LEFT JOIN account a ON a.id = e.actor_id LEFT JOIN person p ON p.id = a.person_id
 WHERE (t.id = %(ref_id)s::uuid OR t.number = %(ref_name)s) AND t.office_id = ANY(%(offices)s)
   AND e.seq > %(after)s
 ORDER BY e.seq LIMIT %(limit)s
"""
