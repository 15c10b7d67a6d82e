"""What operators look at: effects and incidents of the offices where they work, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.transaction import Row, Sql, statements

After = tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class EffectFilter:
    """`offices` are those where the caller may look; what belongs to no office is everybody's there."""

    offices: Sequence[UUID]
    status: str | None = None
    kind: str | None = None
    office: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    offices: Sequence[UUID]
    kind: str | None = None
    open: bool | None = None
    ticket: str | None = None


def effects_page(wanted: EffectFilter, *, after: After, limit: int) -> tuple[list[Row], bool]:
    named = {
        "offices": list(wanted.offices),
        "status": wanted.status,
        "kind": wanted.kind,
        "office": wanted.office,
        "ticket": wanted.ticket,
    }
    return _page(EFFECTS, named, after=after, limit=limit)


def incidents_page(wanted: IncidentFilter, *, after: After, limit: int) -> tuple[list[Row], bool]:
    named = {
        "offices": list(wanted.offices),
        "kind": wanted.kind,
        "open": wanted.open,
        "ticket": wanted.ticket,
    }
    return _page(INCIDENTS, named, after=after, limit=limit)


def one_effect(sql: Sql, effect: UUID, *, offices: Sequence[UUID]) -> Row | None:
    return sql.one(ONE_EFFECT, {"id": effect, "offices": list(offices)})


def one_incident(sql: Sql, incident: UUID, *, offices: Sequence[UUID]) -> Row | None:
    return sql.one(ONE_INCIDENT, {"id": incident, "offices": list(offices)})


def _page(
    statement: LiteralString, named: dict[str, Any], *, after: After, limit: int
) -> tuple[list[Row], bool]:
    at, key = after or (None, None)
    with statements() as sql:
        rows = sql.all(statement, {**named, "at": at, "id": key, "limit": limit + 1})
    return rows[:limit], len(rows) > limit


_EFFECT: LiteralString = """
SELECT o.id, o.kind, o.status, t.number AS ticket, o.effect_key, o.due_at, o.attempts, o.last_error,
       o.created_at, o.done_at
  FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
 WHERE (o.office_id = ANY(%(offices)s) OR o.office_id IS NULL)"""
_INCIDENT: LiteralString = """
SELECT i.id, i.kind, t.number AS ticket, i.detail, i.outbox_id AS effect, i.created_at, i.closed_at, i.note,
       CASE WHEN a.id IS NOT NULL
            THEN json_build_object('id', a.id, 'username', a.username, 'name', p.name) END AS closed_by
  FROM incident i LEFT JOIN ticket t ON t.id = i.ticket_id
  LEFT JOIN account a ON a.id = i.closed_by LEFT JOIN person p ON p.id = a.person_id
 WHERE (i.office_id = ANY(%(offices)s) OR i.office_id IS NULL)"""
ONE_EFFECT: LiteralString = f"{_EFFECT} AND o.id = %(id)s"
ONE_INCIDENT: LiteralString = f"{_INCIDENT} AND i.id = %(id)s"
EFFECTS: LiteralString = f"""{_EFFECT}
   AND (%(status)s::text IS NULL OR o.status = %(status)s) AND (%(kind)s::text IS NULL OR o.kind = %(kind)s)
   AND (%(office)s::text IS NULL OR o.office_id = (
        SELECT f.id FROM office f WHERE %(office)s IN (f.code, f.id::text)))
   AND (%(ticket)s::text IS NULL OR o.ticket_id = (
        SELECT f.id FROM ticket f WHERE %(ticket)s IN (f.number, f.id::text)))
   AND (%(at)s::timestamptz IS NULL OR (o.created_at, o.id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY o.created_at DESC, o.id DESC LIMIT %(limit)s
"""
INCIDENTS: LiteralString = f"""{_INCIDENT}
   AND (%(kind)s::text IS NULL OR i.kind = %(kind)s)
   AND (%(open)s::boolean IS NULL OR (i.closed_at IS NULL) = %(open)s)
   AND (%(ticket)s::text IS NULL OR i.ticket_id = (
        SELECT f.id FROM ticket f WHERE %(ticket)s IN (f.number, f.id::text)))
   AND (%(at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(at)s::timestamptz, %(id)s::uuid))
 ORDER BY i.created_at DESC, i.id DESC LIMIT %(limit)s
"""
