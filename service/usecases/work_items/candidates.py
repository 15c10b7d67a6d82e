"""Everybody who holds a desk in a ticket's office, with all that a rule of distribution may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

from service.door.read_parts import DESKS, LOAD, UP
from service.door.standing_parts import STOOD_FOR
from service.transaction import Sql
from workflows.distribution import Candidate, Record


@dataclass(frozen=True, slots=True)
class Pool:
    """Whose duty it is and where: `item` is null where a move itself names its assignee."""

    ticket: str
    desk: str
    workflow: str
    state: str
    item: str | None = None


def candidates_of(sql: Sql, pool: Pool, *, history: bool) -> list[Candidate]:
    """One statement; `history` is asked for only where a rule wants it."""
    named = {
        "ticket": pool.ticket,
        "desk": pool.desk,
        "workflow": pool.workflow,
        "state": pool.state,
        "item": pool.item,
    }
    return [_candidate(row) for row in sql.all(WITH_HISTORY if history else WITHOUT, named)]


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        account=row["account"],
        person=row["person"],
        username=row["username"],
        desks=frozenset(row["desks"]),
        skills={skill: _day(until) for skill, until in (row["skills"] or {}).items()},
        on_duty=row["on_duty"],
        load=row["load"],
        held=row["held"],
        minutes=row["minutes"],
        history=_record(row["history"]),
        last_given_at=row["given_at"],
        familiar=row["familiar"],
        steward=row["steward"],
        handler=row["handler"],
        gave_back=row["gave_back"],
        stands_for=frozenset(row["stands_for"] or ()),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _record(found: Mapping[str, int] | None) -> Record | None:
    return Record(found["done"], found["fixed"]) if found else None


OPEN: LiteralString = "w.holder_id = a.id AND w.status IN ('open', 'claimed')"

# An open duty is thought to take as long as repairs of its category took lately, else an hour.
MINUTES: LiteralString = f"""
    (SELECT coalesce(sum(coalesce(m.minutes, 60)), 0)::int FROM work_item w
       LEFT JOIN repair r ON r.ticket_id = w.ticket_id LEFT JOIN measured m ON m.category = r.category
      WHERE {OPEN})
"""
MEASURED: LiteralString = """
    SELECT r.category, avg(r.hours::numeric * 60) AS minutes FROM here
      JOIN ticket k ON k.office_id = here.office_id AND k.updated_at > guanjia_now() - interval '90 days'
      JOIN repair r ON r.ticket_id = k.id AND r.hours IS NOT NULL GROUP BY r.category
"""
# A repair held when nobody asked for rework after this person's last `complete`.
PAST: LiteralString = """
    SELECT e.actor_person AS person, q.building_id = here.building_id AS near,
           NOT EXISTS (SELECT FROM event z WHERE z.ticket_id = k.id AND z.trigger = 'rework'
                          AND z.seq > e.seq) AS fixed
      FROM here JOIN ticket k ON k.office_id = here.office_id AND k.workflow = 'repair' AND k.id <> here.id
                AND k.updated_at > guanjia_now() - interval '365 days'
      JOIN repair r ON r.ticket_id = k.id JOIN event e ON e.ticket_id = k.id AND e.trigger = 'complete'
      LEFT JOIN room q ON q.id = k.room_id
     WHERE q.building_id = here.building_id OR r.category = here.category
"""
# At this building; who never worked there is judged by the category.
HISTORY: LiteralString = """
    (SELECT json_build_object('done', count(*), 'fixed', count(*) FILTER (WHERE x.fixed)) FROM past x
      WHERE x.person = a.person_id AND (x.near OR NOT EXISTS (
            SELECT FROM past y WHERE y.person = a.person_id AND y.near))
     HAVING count(*) > 0)
"""
WORKED: LiteralString = """
    (EXISTS (SELECT FROM work_item w WHERE w.ticket_id = ANY({tickets}) AND w.kind = 'task'
                AND w.status = 'done'
                AND a.person_id IN (w.decided_by_person, w.behalf_person))
     OR EXISTS (SELECT FROM event e JOIN account o ON o.id = (e.changes -> 'ticket' ->> 'assignee')::uuid
                 WHERE e.ticket_id = ANY({tickets}) AND o.person_id = a.person_id))
"""
STEWARD: LiteralString = """
    coalesce(a.username = (SELECT e.form ->> 'to' FROM event e WHERE e.ticket_id = here.id
                              AND e.trigger = 'allocate' ORDER BY e.seq LIMIT 1), false)
"""
GAVE_BACK: LiteralString = """
    EXISTS (SELECT FROM event e WHERE e.ticket_id = here.id AND e.actor_id = a.id
               AND (e.trigger IN ('release', 'decline') AND e.form ->> 'item' = %(item)s::text
                    OR e.trigger = 'refuse' AND %(item)s::text IS NULL))
"""


def _statement(history: bool) -> Any:
    past = f", past AS MATERIALIZED ({PAST})" if history else ""
    return f"""
WITH here AS MATERIALIZED (
    SELECT t.id, t.office_id, t.parent_id, t.reopened_from, r.category, q.building_id
      FROM ticket t LEFT JOIN repair r ON r.ticket_id = t.id LEFT JOIN room q ON q.id = t.room_id
     WHERE t.id = %(ticket)s::uuid
), up AS MATERIALIZED (SELECT ids FROM here CROSS JOIN LATERAL ({UP.format(office="here.office_id")}) u
), measured AS MATERIALIZED ({MEASURED}){past}
SELECT a.id::text AS account, a.person_id::text AS person, a.username, a.on_duty,
       {DESKS.format(account="a.id")} AS desks,
       (SELECT json_object_agg(s.skill, s.expires_on) FROM account_skill s
         WHERE s.account_id = a.id) AS skills,
       {LOAD.format(account="a.id")} AS load, (SELECT count(*) FROM work_item w WHERE {OPEN}) AS held,
       {MINUTES} AS minutes, {HISTORY if history else "NULL"} AS history,
       (SELECT u.given_at FROM duty_turn u WHERE u.office_id = here.office_id AND u.account_id = a.id
           AND u.workflow = %(workflow)s AND u.state = %(state)s) AS given_at,
       {WORKED.format(tickets="ARRAY[here.id, here.parent_id, here.reopened_from]")} AS familiar,
       {STEWARD} AS steward,
       {WORKED.format(tickets="ARRAY[here.id]")} AS handler, {GAVE_BACK} AS gave_back,
       {STOOD_FOR.format(person="a.person_id", workflow="%(workflow)s")} AS stands_for
  FROM here, up, account a
 WHERE a.disabled_at IS NULL AND a.id IN (
       SELECT h.account_id FROM desk_holding h
        WHERE h.until IS NULL AND h.desk = %(desk)s AND h.office_id = ANY(up.ids))
"""


WITH_HISTORY, WITHOUT = _statement(True), _statement(False)
