"""What the gateway says of a refund, by callback or by answer: merged so that no order of words matters.

Money is believed once. Each refund number fires each trigger at most once, so a word that is repeated after a
contradiction decides nothing: a person does.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from service.crypto.masks import without_numbers
from service.transaction import Row, Sql, statements
from service.usecases.effects.incident import open_incident
from service.usecases.effects.shape import Unfinished
from service.usecases.tickets.fire_trigger import fire_as_system

TRIGGERS = {"succeeded": "callback_ok", "failed": "callback_fail"}
WAITING = ("paying", "reconcile")
FINAL = ("succeeded", "failed", "void")
MOST_LOOKS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """`cause` names where it was said, for the incident; `inbox` its row. None: not said."""

    refund_no: str
    outcome: str
    cause: str
    amount_fen: int | None = None
    provider_ref: str | None = None
    reason: str | None = None
    inbox: str | None = None


def settle_refund(said: Said) -> str:
    """One word for the record: `fired`, `known`, `unmatched`, or the kind of the incident."""
    for _ in range(MOST_LOOKS):
        with statements() as sql:
            row = sql.one(FIND, [said.refund_no])
            if row is None:
                return _incident(sql, said, None, "unmatched")
            trigger = _trigger(row, said)
            if trigger is None or said.cause in row["causes"] or trigger in row["fired"]:
                return "known"
            if row["state"] not in LEADS_SOMEWHERE.get(trigger, ()):
                return _incident(sql, said, row, "mismatch" if trigger == "mismatch" else "contradiction")
        if _fire(row, said, trigger):
            return trigger
    raise Unfinished("refund_keeps_moving")


# Where the table of refunds has a row for it.
LEADS_SOMEWHERE = {
    "callback_ok": ("paying", "reconcile", "pay_failed"),
    "callback_fail": WAITING,
    "mismatch": ("paying",),
}


def _trigger(row: Row, said: Said) -> str | None:
    """None where nothing new was said. `contradiction` is a word for which no row stands ready."""
    status = row["status"]
    if _differs(row, said):
        return "mismatch"
    if status == said.outcome:
        return None
    if status == "failed" and row["current"] and row["state"] == "pay_failed":
        return "callback_ok"
    if status in FINAL or not row["current"]:
        return "contradiction"
    return TRIGGERS[said.outcome]


def _differs(row: Row, said: Said) -> bool:
    """Another sum, or another reference than the one we were given for the same number."""
    if said.amount_fen is not None and said.amount_fen != row["amount_fen"]:
        return True
    ours = row["provider_ref"]
    return bool(ours and said.provider_ref and said.provider_ref != ours)


def _fire(row: Row, said: Said, trigger: str) -> bool:
    """False where the ticket has moved since it was looked at: it is looked at again."""
    form: dict[str, Any] = {
        "refund_no": said.refund_no,
        "cause": said.cause,
        "amount_fen": row["amount_fen"] if said.amount_fen is None else said.amount_fen,
        "provider_ref": said.provider_ref,
        "reason": said.reason and without_numbers(said.reason),
    }
    kept = {name: value for name, value in form.items() if value is not None}
    moved = fire_as_system(str(row["ticket_id"]), trigger, kept, version=row["version"]).moved
    if moved:
        with statements() as sql:
            sql.execute(NO_NEED_TO_WAIT, [row["ticket_id"]])
    return moved


def _incident(sql: Sql, said: Said, row: Row | None, kind: str) -> str:
    open_incident(
        sql,
        kind=kind,
        key=f"{said.cause}:{kind}",
        ticket=row["ticket_id"] if row else None,
        inbox=said.inbox,
        detail=f"{said.refund_no}: {said.outcome}",
    )
    return kind


# Whoever was to ask the gateway later finds out now that there is nothing to ask.
NO_NEED_TO_WAIT: LiteralString = """
UPDATE outbox SET due_at = guanjia_now() WHERE ticket_id = %s AND kind = 'ask_gateway' AND status = 'ready'
"""
FIND: LiteralString = """
SELECT i.ticket_id, i.status, i.amount_fen, i.provider_ref, t.state, t.version,
       x.refund_no IS NOT DISTINCT FROM i.refund_no AS current,
       ARRAY(SELECT e.trigger FROM event e WHERE e.ticket_id = t.id AND e.actor_id IS NULL
              AND e.form ->> 'refund_no' = i.refund_no AND e.trigger <> 'mismatch') AS fired,
       ARRAY(SELECT e.form ->> 'cause' FROM event e WHERE e.ticket_id = t.id AND e.actor_id IS NULL
              AND e.form ->> 'refund_no' = i.refund_no) AS causes
  FROM instruction i JOIN ticket t ON t.id = i.ticket_id JOIN refund x ON x.ticket_id = t.id
 WHERE i.refund_no = %s
"""
