"""The payment instruction goes to the gateway: at most once paid, whatever dies on the way.

1. `sent` is committed before the call, for the callback may be faster than the answer. 2. Whoever finds it
`sent` or `unknown` asks first; only a number that never arrived there is sent again. 3. What is final counts
like a callback; what is not clear is left to `ask_gateway`.
"""

from typing import Any, LiteralString

from service.crypto.places import PAYEE_ACCOUNT
from service.crypto.vault import vault
from service.failpoints import failpoint
from service.gateways.payment import Answer, RefundOrder
from service.transaction import Row, statements
from service.usecases.callbacks.settle_refund import FINAL, Said, settle_refund
from service.usecases.effects.shape import Done, Effect, Outcome, Partners, Unfinished


def pay_refund(effect: Effect, partners: Partners) -> Outcome:
    instruction = instruction_of(effect)
    if instruction is None or instruction["status"] in FINAL:
        return Done("settled")
    failpoint("before_sent")
    answer = _first(instruction, partners) or ask_then_send(instruction, partners)
    failpoint("after_call")
    return Done(take_answer(effect, instruction, answer))


def instruction_of(effect: Effect) -> Row | None:
    """The one that the effect's own event made: a later try has another number."""
    with statements() as sql:
        return sql.one(FIND, [effect.ticket, effect.seq])


def _first(instruction: Row, partners: Partners) -> Answer | None:
    """None where somebody has sent it before, perhaps."""
    with statements() as sql:
        if sql.one(BEGIN, [instruction["refund_no"]]) is None:
            return None
    failpoint("before_call")
    return _send(instruction, partners)


def ask_then_send(instruction: Row, partners: Partners) -> Answer:
    """Between asking and sending a person may have called it failed: then it must not leave any more."""
    answer = partners.payment.ask_refund(instruction["refund_no"])
    if answer.kind != "absent":
        return answer
    with statements() as sql:
        alive = sql.one(AGAIN, [instruction["refund_no"]]) is not None
    return _send(instruction, partners) if alive else Answer("unknown", reason="ended")


def _send(instruction: Row, partners: Partners) -> Answer:
    order = RefundOrder(instruction["refund_no"], instruction["amount_fen"], _payee(instruction))
    return partners.payment.send_refund(order)


def _payee(instruction: Row) -> dict[str, str]:
    """With the account in full: it is opened for the gateway alone."""
    said, account_id = instruction["payee"], instruction["account_id"]
    with statements() as sql:
        account = vault().open(sql, PAYEE_ACCOUNT, account_id, instruction["number_sealed"])
    return {"name": said["name"], "bank": said["bank"], "account": account}


def take_answer(effect: Effect, instruction: Row, answer: Answer) -> str:
    """Final answers fire; others are noted on the instruction."""
    if answer.kind in ("succeeded", "failed"):
        return settle_refund(
            Said(
                refund_no=instruction["refund_no"],
                outcome=answer.kind,
                cause=effect.key,
                amount_fen=answer.amount_fen,
                provider_ref=answer.provider_ref or None,
                reason=answer.reason or None,
            )
        )
    with statements() as sql:
        sql.execute(NOTE, _noted(instruction, answer))
    failpoint("after_note")
    return answer.kind


def _noted(instruction: Row, answer: Answer) -> dict[str, Any]:
    """Accepted means that it arrived there: it will not be sent a second time."""
    if answer.kind == "absent":
        raise Unfinished("absent_after_sending")
    return {
        "refund_no": instruction["refund_no"],
        "status": "sent" if answer.kind == "accepted" else "unknown",
        "provider_ref": answer.provider_ref or None,
    }


FIND: LiteralString = """
SELECT i.refund_no, i.status, i.amount_fen, i.payee, a.id AS account_id, a.number_sealed, t.state, t.closed_at
  FROM event e JOIN instruction i ON i.refund_no = e.changes -> 'details' ->> 'refund_no'
  JOIN ticket t ON t.id = e.ticket_id
  JOIN payee_account a ON a.id = (i.payee ->> 'account_id')::uuid
 WHERE e.ticket_id = %s AND e.seq = %s
"""
BEGIN: LiteralString = """
UPDATE instruction SET status = 'sent' WHERE refund_no = %s AND status = 'made' RETURNING refund_no
"""
AGAIN: LiteralString = """
UPDATE instruction SET status = 'sent' WHERE refund_no = %s AND status IN ('sent', 'unknown')
RETURNING refund_no
"""
NOTE: LiteralString = """
UPDATE instruction SET status = %(status)s, provider_ref = coalesce(provider_ref, %(provider_ref)s)
 WHERE refund_no = %(refund_no)s AND status IN ('sent', 'unknown')
"""
