"""The real thing, called in this process: use cases, timers, signed callbacks, fail-points."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson
from standardwebhooks.webhooks import Webhook

from service import failpoints
from service.door.admit import Answered, Asked
from service.errors import Problem
from service.transaction import Row, statements
from service.usecases.tickets.fire_trigger import fire_trigger
from service.usecases.tickets.open_ticket import open_ticket
from service.usecases.timers.due_timers import claim_due
from service.usecases.timers.fire_timer import fire_timer
from service.usecases.work_items.ask_opinion import delegate_item
from service.usecases.work_items.own_duty import claim_item, release_item
from tests.stage import SECRET, Somebody, Stage, payee
from workers.deliver import run_batch

OPERATIONS = {"claim": claim_item, "release": release_item, "delegate": delegate_item}
NUMBERS = itertools.count(10**9)


@dataclass(frozen=True, slots=True)
class Heard:
    status: int
    body: Row = field(default_factory=dict)


@dataclass(slots=True)
class RealHouse:
    stage: Stage

    def open_slip(self, who: Somebody, deposit: str, amount: int) -> Heard:
        """A payee of its own: no other slip of the day counts towards its ladder."""
        details = {
            "deposit": deposit,
            "amount_fen": amount,
            "payee": payee(f"62{next(NUMBERS)}"),
            "reason": "搬走",
        }
        said = {"workflow": "refund", "office": self.stage.office.code, "subject": "退款", "details": details}
        return heard(lambda: open_ticket(asked(who, "", said)))

    def fire(
        self,
        who: Somebody,
        ticket: str,
        trigger: str,
        form: Mapping[str, Any],
        *,
        version: int,
        key: str = "",
    ) -> Heard:
        return heard(lambda: fire_trigger(asked(who, ticket, dict(form), version=version, key=key), trigger))

    def operate(self, who: Somebody, item: str, operation: str, form: Row, *, version: int) -> Heard:
        return heard(lambda: OPERATIONS[operation](asked(who, item, form, version=version, by_item=True)))

    def items(self, ticket: str) -> list[Row]:
        with statements() as sql:
            return sql.all(ITEMS, [ticket])

    def stored(self, ticket: str) -> Row:
        with statements() as sql:
            row = sql.one(STORED, [ticket])
        assert row is not None
        return row

    def refund_no(self, ticket: str) -> tuple[str, int] | None:
        with statements() as sql:
            row = sql.one(NEWEST, [ticket])
        return (row["refund_no"], row["amount_fen"]) if row else None

    def tell(self, refund_no: str, outcome: str, amount_fen: int) -> int:
        """Over HTTP with a signature, then applied by the job."""
        said = {"refund_no": refund_no, "amount_fen": amount_fen, "provider_ref": f"P-{refund_no}"}
        said |= {} if outcome == "succeeded" else {"reason": "closed account"}
        raw = orjson.dumps(
            {"type": f"refund.{outcome}", "timestamp": now().isoformat(), "data": said}
        ).decode()
        told, at = str(uuid4()), now()
        headers = {"webhook-id": told, "webhook-timestamp": str(int(at.timestamp()))}
        headers["webhook-signature"] = Webhook(SECRET).sign(told, at, raw)
        path = "/api/v1/callbacks/payment"
        answered = self.stage.client.post(path, data=raw, headers=headers, content_type="application/json")
        self.apply()
        return answered.status_code

    def apply(self) -> None:
        batch = uuid4()
        with statements() as sql:
            found = sql.all(QUEUE, [batch])
        if found:
            run_batch(str(batch))

    def tick(self) -> int:
        """Until nothing is due: a move may bring a timer that is due at once."""
        return sum(iter(fire_due, 0))

    def shift(self, days: int) -> None:
        with statements() as sql:
            sql.execute(SHIFT, [timedelta(days=days)])


def fire_due() -> int:
    with statements() as sql:
        due = claim_due(sql)
    for each in due:
        fire_timer(each)
    return len(due)


def now() -> datetime:
    return datetime.now(UTC)


def asked(
    who: Somebody, ref: str, body: object, *, version: int | None = None, key: str = "", by_item: bool = False
) -> Asked:
    digest = sha256(who.token.encode("ascii")).digest()
    hexed = sha256(orjson.dumps(body)).hexdigest()
    return Asked(ref, digest, body, f"/{ref}", hexed, version=version, key=key or None, by_item=by_item)


def heard(call: Any) -> Heard:
    try:
        answered: Answered = call()
    except Problem as problem:
        return Heard(problem.status, {"code": problem.code})
    return Heard(answered.status, orjson.loads(answered.body))


@contextmanager
def crashing(place: str) -> Iterator[list[bool]]:
    """Lets this process fail there; the list says whether it came to that."""
    failed: list[bool] = []
    failpoints.NAME = place
    try:
        yield failed
    except failpoints.FailedHere:
        failed.append(True)
    finally:
        failpoints.NAME = ""


ITEMS = """SELECT w.id::text, w.kind, w.desk FROM work_item w
 WHERE w.ticket_id = %s AND w.status IN ('open', 'claimed') AND w.kind <> 'opinion' ORDER BY w.seat, w.id"""
STORED = """SELECT t.state, t.version, d.balance_fen AS balance, d.frozen_fen AS frozen
  FROM ticket t JOIN refund r ON r.ticket_id = t.id JOIN deposit d ON d.id = r.deposit WHERE t.id = %s"""
NEWEST = "SELECT refund_no, amount_fen FROM instruction WHERE ticket_id = %s ORDER BY try DESC LIMIT 1"
QUEUE = """UPDATE outbox SET status = 'queued', batch = %s, drive = drive + 1,
       lease_until = guanjia_now() + interval '45 s'
 WHERE kind = 'apply_callback' AND status = 'ready' RETURNING id"""
SHIFT = """INSERT INTO clock_offset (by) VALUES (%s)
ON CONFLICT (single) DO UPDATE SET by = clock_offset.by + excluded.by"""
