"""What the demo's tickets are played on: the door, a clock that can be set back, and the house's own work.

Every move goes through the door like a person's, so the demo proves clean. Time is moved by the row that only
tests and the demo move; it stands still again when the play is over.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

import orjson

from service.door.admit import Answered, Asked
from service.settings import Settings
from service.transaction import Row, Sql, statements
from service.usecases.access.issue_token import new_token
from service.usecases.effects.registry import EFFECTS
from service.usecases.effects.shape import Done, Effect, Partners, partners_of
from service.usecases.tickets.attach_files import Upload, attach_files
from service.usecases.tickets.fire_trigger import fire_as_system, fire_trigger
from service.usecases.tickets.open_ticket import open_ticket
from service.usecases.timers.due_timers import claim_due
from service.usecases.timers.fire_timer import fire_timer
from service.visibility import Caller, read_caller

OFFICE = "GZ01"
MORNING = 10
BETWEEN_MOVES = timedelta(minutes=7)
# What a partner must hear waits for the relay of a running house.
OUTSIDE = ("tell_customer", "send_demand", "pay_refund", "ask_gateway", "apply_callback")


@dataclass(slots=True)
class Stage:
    settings: Settings
    tokens: dict[str, bytes] = field(default_factory=dict)
    at: timedelta | None = None

    def open(self, days: int, who: str, workflow: str, *, subject: str, **parts: Any) -> "Story":
        """Opened in the morning so many days ago; 0 is now."""
        self.set_clock(days)
        body = {"workflow": workflow, "office": OFFICE, "subject": subject, **parts}
        return Story(self, _id_of(open_ticket(self.asked(who, body))))

    def row(self, query: LiteralString, *values: object) -> Row:
        with statements() as sql:
            found = sql.one(query, values)
        if found is None:
            raise LookupError(f"the demo has no such row: {values}")
        return found

    def caller(self, who: str) -> Caller:
        with statements() as sql:
            found = read_caller(sql, self.tokens[who])
        if found is None:
            raise LookupError(who)
        return found

    def asked(self, who: str, body: object, *, ref: str = "", version: int | None = None) -> Asked:
        digest = hashlib.sha256(orjson.dumps(body)).hexdigest()
        return Asked(
            ref=ref, digest=self.tokens[who], body=body, path="", body_digest=digest, version=version
        )

    def let_everybody_in(self) -> None:
        """Before time is moved: a token that is made in the past has had its time in the present."""
        with statements() as sql:
            for account in sql.all("SELECT id, username FROM account"):
                token, _ = new_token(sql, account_id=account["id"])
                self.tokens[account["username"]] = hashlib.sha256(token.encode("ascii")).digest()

    def set_clock(self, days: int) -> None:
        with statements() as sql:
            if days == 0:
                self.at = None
                sql.execute("DELETE FROM clock_offset")
                return
            found: Any = sql.one(MORNING_AGO, {"days": days, "hour": MORNING, "office": OFFICE})
            self.at = found["by"]
            sql.execute(SHIFT, [self.at])

    def pass_time(self, by: timedelta = BETWEEN_MOVES) -> None:
        """Never past the present: what is played today happens at once."""
        if self.at is not None:
            self.at = min(self.at + by, timedelta(0))
            with statements() as sql:
                sql.execute(SHIFT, [self.at])

    def work_off(self) -> None:
        """Timers that are due and effects inside the house, until none is left."""
        partners = partners_of(self.settings)
        while self._fire_due() or self._do_ready(partners):
            pass

    def let_go_of_old_messages(self) -> None:
        """What customers would have been told days ago is not sent today."""
        with statements() as sql:
            sql.execute(LET_GO)

    def _fire_due(self) -> bool:
        with statements() as sql:
            due = claim_due(sql)
        for each in due:
            fire_timer(each)
        return bool(due)

    def _do_ready(self, partners: Partners) -> bool:
        with statements() as sql:
            rows = sql.all(READY, [list(OUTSIDE)])
        done = [_done(row, partners) for row in rows]
        return any(done)


@dataclass(slots=True)
class Story:
    """One ticket on its way."""

    stage: Stage
    id: str

    def by(self, who: str, trigger: str, **form: Any) -> "Story":
        self.stage.pass_time()
        asked = self.stage.asked(who, form, ref=self.id, version=self.version)
        fire_trigger(asked, trigger)
        return self

    def by_itself(self, trigger: str, **form: Any) -> "Story":
        self.stage.pass_time()
        fired = fire_as_system(self.id, trigger, form)
        if not fired.moved:
            raise LookupError(f"{trigger} moved nothing: {fired.refusal}")
        return self

    def signed_by(self, *signers: str) -> "Story":
        for signer in signers:
            self.by(signer, "approve")
        return self

    def later(self, **by: float) -> "Story":
        self.stage.pass_time(timedelta(**by))
        return self.worked_off()

    def worked_off(self) -> "Story":
        self.stage.work_off()
        return self

    def file(self, who: str, name: str, text: str) -> str:
        with statements() as sql:
            upload = Upload(name, text.encode())
            return str(attach_files(sql, self.id, [upload], actor=self.stage.caller(who))[0])

    def newest(self, workflow: str) -> "Story":
        """The newest ticket that was opened for this one."""
        found = self.stage.row(NEWEST, self.id, workflow)
        return Story(self.stage, str(found["id"]))

    @property
    def version(self) -> int:
        return int(self.stage.row("SELECT version FROM ticket WHERE id = %s", self.id)["version"])

    @property
    def assignee(self) -> str:
        return str(self.stage.row(ASSIGNEE, self.id)["username"])

    def detail(self, table: LiteralString, column: LiteralString) -> Any:
        query: Any = f"SELECT {column} AS value FROM {table} WHERE ticket_id = %s"
        return self.stage.row(query, self.id)["value"]


@contextmanager
def stage_for(settings: Settings) -> Iterator[Stage]:
    """Time stands still again and nobody stays logged in, whatever happened on it."""
    stage = Stage(settings)
    stage.let_everybody_in()
    try:
        yield stage
    finally:
        stage.set_clock(0)
        with statements() as sql:
            sql.execute("DELETE FROM token WHERE digest = ANY(%s)", [list(stage.tokens.values())])


def _id_of(answered: Answered) -> str:
    return str(orjson.loads(answered.body)["id"])


def _done(row: Row, partners: Partners) -> bool:
    effect = Effect(
        id=row["id"],
        kind=row["kind"],
        key=row["effect_key"],
        ticket=row["ticket_id"],
        seq=row["seq"],
        payload=row["payload"],
        created_at=row["created_at"],
    )
    outcome = EFFECTS[effect.kind](effect, partners)
    if isinstance(outcome, Done):
        _write_down(effect.id, outcome.outcome)
    return isinstance(outcome, Done)


def _write_down(outbox: UUID, outcome: str) -> None:
    with statements() as sql:
        _finish(sql, {"id": outbox, "outcome": outcome})


def _finish(sql: Sql, named: Mapping[str, Any]) -> None:
    sql.execute(FINISH, named)


MORNING_AGO: LiteralString = """
SELECT (date_trunc('day', statement_timestamp() AT TIME ZONE zone)
        - make_interval(days => %(days)s) + make_interval(hours => %(hour)s)) AT TIME ZONE zone
       - statement_timestamp() AS by
  FROM office WHERE code = %(office)s
"""
SHIFT: LiteralString = """
INSERT INTO clock_offset (by) VALUES (%s) ON CONFLICT (single) DO UPDATE SET by = excluded.by
"""
READY: LiteralString = """
SELECT id, kind, effect_key, ticket_id, seq, payload, created_at FROM outbox
 WHERE status = 'ready' AND due_at <= guanjia_now() AND kind <> ALL(%s) ORDER BY created_at, id
"""
FINISH: LiteralString = """
WITH done AS (
    UPDATE outbox SET status = 'done', done_at = guanjia_now() WHERE id = %(id)s AND status = 'ready'
    RETURNING id, effect_key)
INSERT INTO ledger (effect_key, outbox_id, outcome) SELECT effect_key, id, %(outcome)s FROM done
"""
LET_GO: LiteralString = """
WITH done AS (
    UPDATE outbox SET status = 'done', done_at = guanjia_now()
     WHERE status = 'ready' AND kind = 'tell_customer' AND created_at < guanjia_now() - interval '1 hour'
    RETURNING id, effect_key)
INSERT INTO ledger (effect_key, outbox_id, outcome) SELECT effect_key, id, 'too_old' FROM done
"""
NEWEST: LiteralString = """
SELECT id FROM ticket WHERE parent_id = %s AND workflow = %s ORDER BY created_at DESC, id DESC LIMIT 1
"""
ASSIGNEE: LiteralString = """
SELECT a.username FROM ticket t JOIN account a ON a.id = t.assignee_id WHERE t.id = %s
"""
