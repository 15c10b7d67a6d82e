"""The statements that move rows of the outbox: each is whole in itself and names who may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString
from uuid import UUID

import orjson

from service.transaction import Sql
from service.usecases.effects.shape import Effect


@dataclass(frozen=True, slots=True)
class Owned:
    """A row that is ours until its lease passes; `drive` is the fencing token."""

    effect: Effect
    drive: int
    owner: str


@dataclass(frozen=True, slots=True)
class Ended:
    row: Owned
    outcome: str


def take(sql: Sql, batch: str, *, owner: str, lease: int) -> list[Owned]:
    """Nothing where somebody else has the batch, or it is done."""
    rows = sql.all(TAKE, {"batch": batch, "owner": owner, "lease": lease})
    found = sorted(rows, key=lambda row: (row["created_at"], row["id"]))
    return [Owned(_effect(row), row["drive"], owner) for row in found]


def _effect(row: dict[str, Any]) -> Effect:
    return Effect(
        id=row["id"],
        kind=row["kind"],
        key=row["effect_key"],
        ticket=row["ticket_id"],
        seq=row["seq"],
        payload=row["payload"],
        created_at=row["created_at"],
        attempts=row["attempts"],
    )


def finish(sql: Sql, ended: Sequence[Ended]) -> int:
    """How many of them were still ours: done, with their line in the ledger, in one statement."""
    named = [{**_name(each.row), "outcome": each.outcome} for each in ended]
    return len(sql.all(FINISH, {"rows": orjson.dumps(named).decode()})) if named else 0


def fail(sql: Sql, row: Owned, *, error: str, most: int) -> str:
    """What became of it: `ready` again after a pause that doubles, `dead`, or `fenced_out`."""
    found = sql.one(FAIL, {**_name(row), "error": error[:200], "most": most})
    return str(found["status"]) if found else "fenced_out"


def postpone(sql: Sql, row: Owned, *, seconds: float) -> bool:
    """Not a failure: tried again later, as often as it takes."""
    return sql.one(POSTPONE, {**_name(row), "seconds": seconds}) is not None


def give_back(sql: Sql, rows: Iterable[Owned]) -> None:
    named = [_name(row) for row in rows]
    sql.execute(GIVE_BACK, {"rows": orjson.dumps(named).decode()})


def give_back_batches(sql: Sql, batches: Sequence[UUID]) -> None:
    """What was claimed but could not be handed on."""
    sql.execute(UNCLAIM, [list(batches)])


def _name(row: Owned) -> dict[str, Any]:
    return {"id": str(row.effect.id), "drive": row.drive, "owner": row.owner}


TAKE: LiteralString = """
UPDATE outbox SET status = 'running', owner = %(owner)s,
       lease_until = guanjia_now() + make_interval(secs => %(lease)s)
 WHERE batch = %(batch)s AND status = 'queued'
RETURNING id, kind, effect_key, ticket_id, seq, payload, created_at, attempts, drive
"""
FINISH: LiteralString = """
WITH done AS (
    UPDATE outbox o SET status = 'done', done_at = guanjia_now(), lease_until = NULL, last_error = NULL
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id uuid, drive int, owner text, outcome text)
     WHERE o.id = r.id AND o.drive = r.drive AND o.owner = r.owner AND o.status = 'running'
    RETURNING o.id, o.effect_key, r.outcome)
INSERT INTO ledger (effect_key, outbox_id, outcome)
SELECT effect_key, id, outcome FROM done RETURNING outbox_id
"""
# Said once for each death; `dead` rows wait for a person.
DEATHS: Final[LiteralString] = """
INSERT INTO incident (kind, office_id, ticket_id, inbox_id, outbox_id, effect_key, detail)
SELECT 'dead_effect', d.office_id, d.ticket_id, (d.payload ->> 'inbox')::uuid, d.id,
       'dead:' || d.id || ':' || d.drive, d.kind || ': ' || coalesce(d.last_error, '')
  FROM ended d WHERE d.status = 'dead'
ON CONFLICT (effect_key) DO NOTHING
"""
# 2, 4, 8 … seconds, at most ten minutes, each up to half longer so that not all come at once.
PAUSE: Final[LiteralString] = """
make_interval(secs => least(600, power(2, least(o.attempts + 1, 12))) * (1 + random() / 2))
"""
FAIL: LiteralString = f"""
WITH ended AS (
    UPDATE outbox o SET status = CASE WHEN o.attempts + 1 >= %(most)s THEN 'dead' ELSE 'ready' END,
           attempts = o.attempts + 1, due_at = guanjia_now() + {PAUSE}, last_error = %(error)s, batch = NULL,
           owner = NULL, lease_until = NULL
     WHERE o.id = %(id)s::uuid AND o.drive = %(drive)s AND o.owner = %(owner)s AND o.status = 'running'
    RETURNING o.*),
told AS ({DEATHS})
SELECT status FROM ended
"""
POSTPONE: LiteralString = """
UPDATE outbox SET status = 'ready', due_at = guanjia_now() + make_interval(secs => %(seconds)s), batch = NULL,
       owner = NULL, lease_until = NULL
 WHERE id = %(id)s::uuid AND drive = %(drive)s AND owner = %(owner)s AND status = 'running' RETURNING id
"""
GIVE_BACK: LiteralString = """
UPDATE outbox o SET status = 'ready', batch = NULL, owner = NULL, lease_until = NULL
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id uuid, drive int, owner text)
 WHERE o.id = r.id AND o.drive = r.drive AND o.owner = r.owner AND o.status = 'running'
"""
UNCLAIM: LiteralString = """
UPDATE outbox SET status = 'ready', batch = NULL, lease_until = NULL
 WHERE batch = ANY(%s::uuid[]) AND status = 'queued'
"""
