"""What background work is called, which lane it takes, and how a row of it is written outside the door."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import orjson

from service.db import new_id
from service.transaction import Sql

RUN_BATCH: Final = "workers.deliver.run_batch"
SHORT, SLOW, LONG = "short", "slow", "long"
QUEUES: Final = (SHORT, SLOW, LONG)
# When a job is ended. Partners are waited for no longer than that; a long one is our own work on many rows.
JOB_SECONDS: Final = {SHORT: 30, SLOW: 30, LONG: 1800}


@dataclass(frozen=True, slots=True)
class Lane:
    """How effects of a kind travel.

    `batch`: rows in one job. `seconds`: when a job stops taking rows and gives the rest back; the last
    one taken must still fit under the job's time limit. `ordered`: one after another for each ticket.
    """

    queue: str = SHORT
    batch: int = 200
    seconds: float = 20.0
    ordered: bool = True


OWN: Final = Lane()
LOOSE: Final = Lane(ordered=False)
MONEY: Final = Lane(SLOW, batch=1, seconds=8.0, ordered=False)
# One at a time, each in one transaction; it tells meanwhile that it lives.
MANY_ROWS: Final = Lane(LONG, batch=1, seconds=8.0, ordered=False)
# Chunks of a thousand rooms; a job goes on for some seconds and leaves the rest to the next.
RUN: Final = Lane(SLOW, batch=1, seconds=8.0, ordered=False)
# A partner that knows no key is asked in small batches: what a killed job has sent is sent again.
SMS: Final = Lane(SLOW, batch=5, seconds=8.0)
# A chat of one effect with itself: each repeats until it is done, and several of a ticket may.
LANES: Final[Mapping[str, Lane]] = {
    "pay_refund": MONEY,
    "ask_gateway": MONEY,
    "tell_customer": SMS,
    "send_demand": SMS,
    "charge_rooms": RUN,
    "incident": LOOSE,
    "apply_callback": LOOSE,
    "payment_booked": LOOSE,
    "read_import": MANY_ROWS,
    "save_import": MANY_ROWS,
}
KINDS_OF_QUEUE: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(kind for kind, lane in LANES.items() if lane.queue == name) for name in (SLOW, LONG)
}


def lane_of(kind: str) -> Lane:
    return LANES.get(kind, OWN)


def derived_id(at: datetime, name: str) -> UUID:
    """A UUIDv7 that is the same for the same cause: doing a thing twice meets its own primary key."""
    stamp = int(at.timestamp() * 1000)
    tail = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    return UUID(int=stamp << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | tail & (1 << 62) - 1)


@dataclass(frozen=True, slots=True)
class NewEffect:
    """A row that no event demands: of a timer, a callback, a payment. `payload` holds ids only."""

    kind: str
    key: str
    ticket: UUID | str | None = None
    seq: int = 0
    argument: str = ""
    more: Mapping[str, str] | None = None


def add_effect(sql: Sql, effect: NewEffect) -> None:
    """Once for each key, however often it is asked."""
    payload = {
        "ticket": str(effect.ticket) if effect.ticket else None,
        "seq": effect.seq,
        "argument": effect.argument,
        **(effect.more or {}),
    }
    named: dict[str, Any] = {
        "id": new_id(),
        "ticket": effect.ticket,
        "seq": effect.seq,
        "kind": effect.kind,
        "key": effect.key,
        "payload": orjson.dumps(payload).decode(),
    }
    sql.execute(ADD, named)


ADD: LiteralString = """
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, due_at)
SELECT %(id)s, %(ticket)s::uuid, (SELECT office_id FROM ticket WHERE id = %(ticket)s::uuid), %(seq)s,
       %(kind)s, %(key)s, %(payload)s::jsonb, guanjia_now()
ON CONFLICT (effect_key) DO NOTHING
"""
