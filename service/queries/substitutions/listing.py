"""Substitutions as colleagues may see them: those of their offices, and those they are part of."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from service.door.read import named
from service.door.standing_parts import ACTIVE
from service.errors import NotFound
from service.transaction import Row, Sql
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class SubstitutionFilter:
    """`who` and `to` are ids or account names."""

    who: str | None = None
    to: str | None = None
    active: bool | None = None


def substitutions_page(
    sql: Sql, caller: Caller, wanted: SubstitutionFilter, *, after: UUID | None, limit: int
) -> tuple[list[Row], bool]:
    """In the order of their making, and whether more follow."""
    told = {"active": wanted.active, "after": after, "limit": limit + 1, "id": None}
    rows = sql.all(PAGE, _seen_by(caller) | told | named("who", wanted.who) | named("to", wanted.to))
    return rows[:limit], len(rows) > limit


def the_substitution(sql: Sql, key: UUID, caller: Caller) -> Row:
    """Raises NotFound where there is none that this caller may see."""
    told = {"active": None, "after": None, "limit": 1, "id": key}
    row = sql.one(PAGE, _seen_by(caller) | told | named("who", None) | named("to", None))
    if row is None:
        raise NotFound()
    return row


def _seen_by(caller: Caller) -> Row:
    return {"person": caller.person_id, "account": caller.account_id, "offices": list(caller.offices)}


PERSON: LiteralString = """(SELECT json_build_object('id', a.id, 'username', a.username, 'name', p.name)
    FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = {})"""
PAGE: LiteralString = f"""
SELECT s.id, {PERSON.format("s.absent_id")} AS who, {PERSON.format("s.receiver_id")} AS to,
       s.begins_at AS "from", s.ends_at AS until, s.workflows, s.cap_fen, ({ACTIVE}) AS active,
       {PERSON.format("s.created_by")} AS created_by, s.created_at, s.ended_at,
       {PERSON.format("s.ended_by")} AS ended_by
  FROM substitution s JOIN account w ON w.id = s.absent_id JOIN account r ON r.id = s.receiver_id
 WHERE (%(person)s IN (s.absent_person, s.receiver_person) OR s.created_by = %(account)s
        OR EXISTS (SELECT FROM desk_holding h WHERE h.account_id = s.absent_id AND h.until IS NULL
                      AND h.office_id = ANY(%(offices)s)))
   AND (%(id)s::uuid IS NULL OR s.id = %(id)s) AND (%(after)s::uuid IS NULL OR s.id > %(after)s)
   AND (%(active)s::boolean IS NULL OR ({ACTIVE}) = %(active)s)
   AND (coalesce(%(who_id)s::text, %(who_name)s) IS NULL OR w.id = %(who_id)s::uuid
        OR w.username = %(who_name)s)
   AND (coalesce(%(to_id)s::text, %(to_name)s) IS NULL OR r.id = %(to_id)s::uuid OR r.username = %(to_name)s)
 ORDER BY s.id LIMIT %(limit)s
"""
