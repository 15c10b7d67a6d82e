"""The refusal log: every prohibited measure that somebody asked for, the last first."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.transaction import Row, statements


@dataclass(frozen=True, slots=True)
class RefusalFilter:
    """Ids, codes and numbers as they were given; None lets everything through."""

    office: str | None = None
    workflow: str | None = None
    ticket: str | None = None
    rule: str | None = None


def refusals_page(
    offices: Collection[UUID], wanted: RefusalFilter, *, after: UUID | None = None, limit: int = 50
) -> tuple[list[Row], bool]:
    """Of these offices, and those that named no office they know of, by somebody who works in one of them."""
    told: dict[str, Any] = {
        "offices": list(offices),
        "office": wanted.office,
        "workflow": wanted.workflow,
        "ticket": wanted.ticket,
        "rule": wanted.rule,
        "after": after,
        "limit": limit + 1,
    }
    with statements() as sql:
        found = sql.all(REFUSALS, told)
    return found[:limit], len(found) > limit


REFUSALS = """
SELECT r.id, r.at, r.workflow, r.place, r.rule, r.measure, t.number AS ticket, o.code AS office,
       CASE WHEN a.id IS NOT NULL
            THEN json_build_object('id', a.id, 'username', a.username, 'name', p.name) END AS account
  FROM refusal r
  LEFT JOIN ticket t ON t.id = r.ticket_id LEFT JOIN office o ON o.id = r.office_id
  LEFT JOIN account a ON a.id = r.account_id LEFT JOIN person p ON p.id = a.person_id
 WHERE (r.office_id = ANY(%(offices)s)
        OR r.office_id IS NULL AND EXISTS (SELECT FROM desk_holding h WHERE h.account_id = r.account_id
                                            AND h.office_id = ANY(%(offices)s)))
   AND (%(office)s::text IS NULL OR %(office)s IN (o.code, o.id::text))
   AND (%(workflow)s::text IS NULL OR r.workflow = %(workflow)s)
   AND (%(ticket)s::text IS NULL OR %(ticket)s IN (t.number, t.id::text))
   AND (%(rule)s::text IS NULL OR r.rule = %(rule)s)
   AND (%(after)s::uuid IS NULL OR r.id < %(after)s)
 ORDER BY r.id DESC LIMIT %(limit)s
"""
