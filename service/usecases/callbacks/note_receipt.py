"""What became of a text message, and what a customer answers to one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, LiteralString

from schemas.callbacks import Callback
from service.jobs import NewEffect, add_effect
from service.transaction import Row, Sql, statements
from service.usecases.effects.incident import open_incident
from service.usecases.tickets.fire_trigger import fire_as_system

DEMAND: Final = "dunning_demand"
STATUS: Final[Mapping[str, str]] = {"sms.delivered": "delivered", "sms.failed": "failed"}


def note_receipt(heard: Callback, inbox: str) -> str:
    """`delivered` is never taken back. A demand's receipt moves its dunning request, once."""
    status = STATUS[heard.type]
    with statements() as sql:
        message = _message(sql, heard.data)
        if message is None:
            return _unmatched(sql, heard, inbox)
        named = {"id": message["id"], "status": status, "at": heard.data["at"]}
        changed = sql.one(NOTE, named) is not None
        current = _is_current(sql, message)
    if message["template"] == DEMAND and current:
        _carry(message, status, heard.data)
    return status if changed else "known"


def _carry(message: Row, status: str, said: Mapping[str, Any]) -> None:
    """The demand's own answer; a time that lies ahead is the partner's clock, not ours."""
    reference = said.get("provider_ref") or str(message["id"])
    at: datetime = min(said["at"], message["now"])
    forms: Mapping[str, tuple[str, dict[str, Any]]] = {
        "delivered": ("delivered", {"at": at, "reference": reference}),
        "failed": ("undelivered", {"reason": said.get("reason") or "sms_failed"}),
    }
    trigger, form = forms[status]
    fire_as_system(str(message["ticket_id"]), trigger, {**form, "message": str(message["id"])})


def _is_current(sql: Sql, message: Row) -> bool:
    """The newest demand of its ticket, and not yet answered by an event."""
    return sql.one(CURRENT, {"ticket": message["ticket_id"], "message": str(message["id"])}) is not None


def note_reply(heard: Callback, inbox: str) -> str:
    """The text stays with the inbox; whoever works on the ticket is told that there is one."""
    with statements() as sql:
        message = _message(sql, heard.data) or sql.one(BY_NUMBER, {"number": heard.data["from"]})
        if message is None or message["ticket_id"] is None:
            return _unmatched(sql, heard, inbox)
        told = sql.one("SELECT assignee_id FROM ticket WHERE id = %s", [message["ticket_id"]])
        kind = "tell_assignee" if told and told["assignee_id"] else "tell_desk"
        more = {"about": "sms.reply", "inbox": inbox}
        key = f"inbox:{inbox}:reply"
        add_effect(sql, NewEffect(kind, key, ticket=message["ticket_id"], seq=0, argument="clerk", more=more))
    return "told"


def _message(sql: Sql, said: Mapping[str, Any]) -> Row | None:
    return sql.one(FIND, {"id": said["message_id"]}) if said.get("message_id") else None


def _unmatched(sql: Sql, heard: Callback, inbox: str) -> str:
    key = f"inbox:{inbox}:unmatched"
    open_incident(sql, kind="unmatched", key=key, inbox=inbox, detail=heard.type)
    return "unmatched"


FIND: LiteralString = """
SELECT id, ticket_id, template, guanjia_now() AS now FROM message WHERE id::text = %(id)s
"""
BY_NUMBER: LiteralString = """
SELECT m.id, m.ticket_id, m.template, guanjia_now() AS now
  FROM message m JOIN customer u ON u.id = m.customer_id
 WHERE u.phone = %(number)s AND m.created_at > guanjia_now() - interval '7 days'
 ORDER BY m.created_at DESC LIMIT 1
"""
NOTE: LiteralString = """
UPDATE message SET status = %(status)s, answered_at = %(at)s
 WHERE id = %(id)s AND status <> 'delivered' AND status <> %(status)s RETURNING id
"""
CURRENT: LiteralString = """
SELECT FROM message m JOIN outbox o ON o.effect_key = m.effect_key
 WHERE m.id::text = %(message)s
   AND NOT EXISTS (SELECT FROM outbox l WHERE l.ticket_id = o.ticket_id AND l.kind = o.kind AND l.seq > o.seq)
   AND NOT EXISTS (SELECT FROM event e WHERE e.ticket_id = o.ticket_id AND e.form ->> 'message' = %(message)s)
"""
