"""What the relay takes next: rows that are due, of one kind, as many as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, LiteralString
from uuid import UUID, uuid4

from service.jobs import KINDS_OF_QUEUE, LONG, SHORT, SLOW, Lane, lane_of
from service.transaction import Sql

MOST_ROWS = 200
# What may wait in Redis: less than is done before its time there is over. The rest waits in the table.
ROOM = {SHORT: 800, SLOW: 200, LONG: 1}
KINDS = {name: list(kinds) for name, kinds in KINDS_OF_QUEUE.items()}


@dataclass(frozen=True, slots=True)
class Claimed:
    queue: str
    batches: tuple[UUID, ...]


def claim(sql: Sql, *, queued_seconds: int) -> list[Claimed]:
    """The oldest kind first. Next to nothing when nothing is due."""
    room = _room(sql)
    full = [name for name, left in room.items() if left <= 0]
    found = []
    for row in sql.all(DUE, {**KINDS, "full": full}):
        lane = lane_of(row["kind"])
        most = min(MOST_ROWS, room[lane.queue])
        batches = _take(sql, row["kind"], lane, most=most, seconds=queued_seconds) if most > 0 else ()
        room[lane.queue] -= len(batches) * lane.batch
        if batches:
            found.append(Claimed(lane.queue, batches))
    return found


def _room(sql: Sql) -> dict[str, int]:
    row: Any = sql.one(QUEUED, KINDS)
    return {name: most - row[name] for name, most in ROOM.items()}


def _take(sql: Sql, kind: str, lane: Lane, *, most: int, seconds: int) -> tuple[UUID, ...]:
    """Each claim gets names of batches that were never used: a name is a fencing token too."""
    names = [uuid4() for _ in range(ceil(most / lane.batch))]
    named = {"kind": kind, "most": most, "names": names, "size": lane.batch, "seconds": seconds}
    rows: Sequence[Any] = sql.all(CLAIM_IN_ORDER if lane.ordered else CLAIM, named)
    return tuple(dict.fromkeys(row["batch"] for row in rows))


QUEUED: LiteralString = """
SELECT count(*) FILTER (WHERE kind = ANY(%(slow)s)) AS slow,
       count(*) FILTER (WHERE kind = ANY(%(long)s)) AS long,
       count(*) FILTER (WHERE kind <> ALL(%(slow)s || %(long)s)) AS short
  FROM outbox WHERE status = 'queued'
"""
DUE: LiteralString = """
SELECT kind FROM (
    SELECT kind, due_at FROM outbox
     WHERE status = 'ready' AND due_at <= guanjia_now()
       AND CASE WHEN kind = ANY(%(slow)s) THEN 'slow'
                WHEN kind = ANY(%(long)s) THEN 'long' ELSE 'short' END <> ALL(%(full)s)
     ORDER BY due_at, id LIMIT 2000) d
 GROUP BY kind ORDER BY min(due_at)
"""
# A row waits while an earlier one of its ticket and kind is unfinished; a dead one holds up nothing.
IN_ORDER: LiteralString = """
           AND NOT EXISTS (SELECT FROM outbox b WHERE b.ticket_id = x.ticket_id AND b.seq < x.seq
                AND b.kind = x.kind AND b.status <> 'done' AND b.status <> 'dead')"""
_CLAIM: LiteralString = """
WITH picked AS MATERIALIZED (
    SELECT x.id FROM outbox x
     WHERE x.status = 'ready' AND x.due_at <= guanjia_now() AND x.kind = %(kind)s{order}
     ORDER BY x.due_at, x.id LIMIT %(most)s FOR UPDATE OF x SKIP LOCKED),
counted AS (SELECT id, row_number() OVER () AS n FROM picked)
UPDATE outbox o SET status = 'queued', drive = o.drive + 1, owner = NULL,
       batch = (%(names)s::uuid[])[1 + (c.n - 1) / %(size)s],
       lease_until = guanjia_now() + make_interval(secs => %(seconds)s)
  FROM counted c WHERE o.id = c.id RETURNING o.batch
"""
CLAIM: LiteralString = _CLAIM.format(order="")
CLAIM_IN_ORDER: LiteralString = _CLAIM.format(order=IN_ORDER)
