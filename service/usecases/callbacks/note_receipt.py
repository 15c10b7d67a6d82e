"""What became of a text message, and what a customer answers to one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from schemas.callbacks import Callback
from service.crypto.masks import without_numbers
from service.crypto.vault import vault
from service.jobs import NewEffect, add_effect
from service.transaction import Row, Sql, statements
from service.usecases.effects.demand_ended import demand_ended
from service.usecases.effects.incident import open_incident

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
    if message["template"] == DEMAND:
        _carry(message, status, heard.data)
    return status if changed else "known"


def _carry(message: Row, status: str, said: Mapping[str, Any]) -> None:
    """The demand's own answer; a time that lies ahead is the partner's clock, not ours."""
    reference = said.get("provider_ref") or str(message["id"])
    at: datetime = min(said["at"], message["now"])
    forms: Mapping[str, tuple[str, dict[str, Any]]] = {
        "delivered": ("delivered", {"at": at, "reference": reference}),
        "failed": ("undelivered", {"reason": without_numbers(said.get("reason") or "sms_failed")}),
    }
    trigger, form = forms[status]
    demand_ended(message["ticket_id"], trigger, form, message=message["id"], seq=message["seq"])


def note_reply(heard: Callback, inbox: str) -> str:
    """The text stays with the inbox; whoever works on the ticket is told that there is one."""
    with statements() as sql:
        message = _message(sql, heard.data) or _by_number(sql, heard.data["from"])
        if message is None or message["ticket_id"] is None:
            return _unmatched(sql, heard, inbox)
        told = sql.one("SELECT assignee_id FROM ticket WHERE id = %s", [message["ticket_id"]])
        kind = "tell_assignee" if told and told["assignee_id"] else "tell_desk"
        more = {"about": "sms.reply", "inbox": inbox}
        key = f"inbox:{inbox}:reply"
        add_effect(sql, NewEffect(kind, key, ticket=message["ticket_id"], seq=0, argument="clerk", more=more))
    return "told"


def _by_number(sql: Sql, number: str) -> Row | None:
    """Whose it is nobody says: it is looked for under the key of every office."""
    return sql.one(BY_NUMBER, {"digests": vault().digests(sql, None, "phone", number)})


def _message(sql: Sql, said: Mapping[str, Any]) -> Row | None:
    """Our numbers are ids; anything else cannot be ours."""
    try:
        return sql.one(FIND, {"id": UUID(said.get("message_id") or "")})
    except ValueError:
        return None


def _unmatched(sql: Sql, heard: Callback, inbox: str) -> str:
    key = f"inbox:{inbox}:unmatched"
    open_incident(sql, kind="unmatched", key=key, inbox=inbox, detail=heard.type)
    return "unmatched"


FIND: LiteralString = """
SELECT m.id, m.ticket_id, m.template, guanjia_now() AS now, coalesce(o.seq, 0) AS seq
  FROM message m LEFT JOIN outbox o ON o.effect_key = m.effect_key WHERE m.id = %(id)s
"""
BY_NUMBER: LiteralString = """
SELECT m.id, m.ticket_id, m.template, guanjia_now() AS now
  FROM message m JOIN customer u ON u.id = m.customer_id
 WHERE u.phone_digest = ANY(%(digests)s) AND m.created_at > guanjia_now() - interval '7 days'
 ORDER BY m.created_at DESC LIMIT 1
"""
NOTE: LiteralString = """
UPDATE message SET status = %(status)s, answered_at = %(at)s
 WHERE id = %(id)s AND status <> 'delivered' AND status <> %(status)s RETURNING id
"""
