"""Claims timers that are due, by a lease that is committed before the door runs.

`due_at <= guanjia_now()` can use the index since the function is stable; a volatile clock could not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from service.transaction import Sql

LEASE_SECONDS = 30
MOST = 200


@dataclass(frozen=True, slots=True)
class Due:
    id: UUID
    ticket: UUID
    kind: str
    due_at: datetime


def claim_due(sql: Sql, *, limit: int = MOST) -> list[Due]:
    """In due order. One statement, and next to nothing when nothing is due."""
    rows = sql.all(CLAIM, {"limit": limit, "lease": LEASE_SECONDS})
    found = [Due(row["id"], row["ticket_id"], row["kind"], row["due_at"]) for row in rows]
    return sorted(found, key=lambda due: (due.due_at, due.id))


CLAIM: LiteralString = """
UPDATE timer t SET taken_until = guanjia_now() + make_interval(secs => %(lease)s)
  FROM (SELECT id FROM timer
         WHERE status = 'armed' AND due_at <= guanjia_now()
           AND (taken_until IS NULL OR taken_until < guanjia_now())
         ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) p
 WHERE t.id = p.id
RETURNING t.id, t.ticket_id, t.kind, t.due_at
"""
