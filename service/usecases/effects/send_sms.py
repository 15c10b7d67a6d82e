"""One text message to one customer: at most one doubled, never to somebody who does not want it.

The partner may know no key. So `sending` is committed before the call, and a message found in that state by
a second try is sent once more and marked by `unknown`; found in that state, it is never sent again.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

import orjson

from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.failpoints import failpoint
from service.gateways.sms import SmsAnswer
from service.transaction import Row, Sql, statements
from service.usecases.effects.about import About
from service.usecases.effects.shape import Effect, Partners, Unfinished
from service.usecases.effects.texts import params_of, text_of


@dataclass(frozen=True, slots=True)
class Sent:
    """`refused` is final and the reason is known; anything else is on its way, or was told before."""

    outcome: str
    refused: bool = False


def send_sms(effect: Effect, partners: Partners, about: About, template: str) -> Sent:
    """1. the message, once; 2. whom it goes to, now; 3. `sending`, committed; 4. the call; 5. the answer."""
    if about.customer is None:
        return Sent("no_customer", refused=True)
    with statements() as sql:
        message = _message(sql, effect, about, template)
        if message["status"] not in ("made", "sending"):
            return Sent(str(message["status"]), refused=message["status"] == "failed")
        if not message["phone_sealed"] or not message["allowed"]:
            _settle(sql, message, "failed")
            return Sent("no_number" if not message["phone_sealed"] else "not_allowed", refused=True)
        phone = vault().open(sql, CUSTOMER_PHONE, message["customer_id"], message["phone_sealed"])
        _begin(sql, message)
    failpoint("before_sms")
    text = text_of(message["template"], message["params"]["office"], message["params"])
    answer = partners.sms.send_message(str(message["id"]), to=phone, text=text)
    failpoint("after_sms")
    with statements() as sql:
        return _answered(sql, message, answer)


def _message(sql: Sql, effect: Effect, about: About, template: str) -> Row:
    named: dict[str, Any] = {
        "id": effect.id_of("message"),
        "key": effect.key,
        "ticket": effect.ticket,
        "customer": about.customer,
        "template": template,
        "params": orjson.dumps(params_of(template, about)).decode(),
    }
    sql.execute(MAKE, named)
    found = sql.one(FIND, named)
    if found is None:
        raise Unfinished("no_message")
    return found


def _begin(sql: Sql, message: Row) -> None:
    again = message["status"] == "sending"
    named = {"id": message["id"], "was": message["status"], "now": "unknown" if again else "sending"}
    if sql.one(BEGIN, named) is None:
        raise Unfinished("message_moved")


def _answered(sql: Sql, message: Row, answer: SmsAnswer) -> Sent:
    """A receipt may have been faster than the answer, so only what is open is settled."""
    if answer.kind == "unknown":
        return _unsure(sql, message, answer.reason)
    _settle(sql, message, "sent" if answer.kind == "sent" else "failed")
    return Sent(answer.kind, refused=answer.kind == "refused")


def _unsure(sql: Sql, message: Row, reason: str) -> Sent:
    """What surely never arrived does not count as sent; of the rest one more try is allowed."""
    if reason in NEVER_ARRIVED:
        sql.execute(UNDO, {"id": message["id"], "was": message["status"]})
        raise Unfinished(reason)
    if message["status"] == "made":
        raise Unfinished(reason)
    return Sent("unknown")


NEVER_ARRIVED = frozenset({"unreached", "http_429", "http_503"})


def _settle(sql: Sql, message: Row, status: str) -> None:
    sql.execute(SETTLE, {"id": message["id"], "status": status})


MAKE: LiteralString = """
INSERT INTO message (id, ticket_id, customer_id, template, params, status, effect_key)
VALUES (%(id)s, %(ticket)s, %(customer)s, %(template)s, %(params)s::jsonb, 'made', %(key)s)
ON CONFLICT (effect_key) DO NOTHING
"""
FIND: LiteralString = """
SELECT m.id, m.status, m.template, m.params, m.customer_id, u.phone_sealed,
       u.disabled_at IS NULL AND 'sms' = ANY(u.channels) AS allowed
  FROM message m JOIN customer u ON u.id = m.customer_id WHERE m.effect_key = %(key)s
"""
BEGIN: LiteralString = """
UPDATE message SET status = %(now)s WHERE id = %(id)s AND status = %(was)s RETURNING id
"""
UNDO: LiteralString = """
UPDATE message SET status = %(was)s WHERE id = %(id)s AND status IN ('sending', 'unknown')
"""
SETTLE: LiteralString = """
UPDATE message SET status = %(status)s, answered_at = guanjia_now()
 WHERE id = %(id)s AND status IN ('made', 'sending', 'unknown')
"""
