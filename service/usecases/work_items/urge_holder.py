"""Urge (催办): who opened a ticket, or a supervisor, reminds whoever has the duty, once in two hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from schemas.base import Empty
from service.db import new_id
from service.door import explain, forms
from service.door.admit import Asked, admit
from service.door.answer import item_answer, ticket_answer
from service.door.hands import any_hand
from service.door.holders import holders
from service.door.operations import Deed, Duty, duty_of
from service.door.read import read_ticket
from service.errors import NotYou, TooMany
from service.transaction import Work
from service.usecases.tickets.fire_trigger import question_of
from service.usecases.work_items.operate import Operation

EVERY = timedelta(hours=2)


def urge_holder(work: Work, asked: Asked) -> dict[str, Any]:
    """The work item, its version unchanged. Raises TooMany while the last urge is younger than 2 h."""
    row = read_ticket(work.sql, question_of(asked))
    duty = duty_of(admit(row, asked, needs_version=False))
    _check(work, duty)
    forms.load_by(duty.seen, Empty, asked.body)
    if work.sql.one(URGE, _reminder(duty)) is None:
        raise TooMany(
            "两小时内已催办过。",
            "This was urged within the last two hours.",
            headers={"Retry-After": str(int(EVERY.total_seconds()))},
        )
    return item_answer(duty.item, ticket_answer(row, asked.lang), row)


def _check(work: Work, duty: Duty) -> None:
    if not any_hand(duty.seen, lambda each: URGING.could(replace(duty, seen=each))):
        raise NotYou(who_could=holders(work.sql, duty.seen, URGING.desks))
    if duty.seen.case.suspended or not duty.is_open:
        raise explain.not_now(duty.seen)


def _may_urge(duty: Duty) -> bool:
    return duty.seen.actor.person == duty.seen.case.submitter or "supervisor" in duty.seen.actor.desks


# It is no event and so goes its own way; this is what may be asked about it.
URGING = Operation(
    "urge",
    could=_may_urge,
    fits=lambda duty: True,
    refuses=lambda duty: None,
    deed=lambda duty, form: Deed(),
    desks=("supervisor",),
)


def _reminder(duty: Duty) -> dict[str, Any]:
    """To the holder, or to everybody of the pool's desk."""
    case, holder = duty.seen.case, duty.item["holder"]
    payload = {"ticket": case.id, "seq": case.version, "argument": duty.desk or "", "about": "urge"}
    return {
        "id": new_id(),
        "kind": "tell_assignee" if holder else "tell_desk",
        "ticket": case.id,
        "office": duty.seen.ticket["office"]["id"],
        "seq": case.version,
        "payload": orjson.dumps(payload | ({"to": holder["id"]} if holder else {})).decode(),
        "at": case.now,
        "since": case.now - EVERY,
        "key": _key(duty, case.now),
        "before": _key(duty, case.now - EVERY),
    }


def _key(duty: Duty, at: datetime) -> str:
    """One a window of two hours: of two urges at once the unique index lets one through."""
    return f"urge:{duty.id}:{int(at.timestamp() // EVERY.total_seconds())}"


URGE = """
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, due_at)
SELECT %(id)s, %(ticket)s, %(office)s, %(seq)s, %(kind)s, %(key)s, %(payload)s::jsonb, %(at)s
 WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.effect_key IN (%(key)s, %(before)s) AND o.due_at > %(since)s)
ON CONFLICT (effect_key) DO NOTHING RETURNING id
"""
