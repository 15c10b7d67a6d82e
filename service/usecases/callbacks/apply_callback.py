"""Applies a stored callback: by its type, and as often as it takes."""

from collections.abc import Callable, Mapping
from typing import Any, Final, LiteralString

from schemas.callbacks import Callback, load_callback
from schemas.json_text import parse_json
from service.crypto.places import INBOX_RAW
from service.crypto.vault import vault
from service.failpoints import failpoint
from service.transaction import statements
from service.usecases.callbacks.note_receipt import note_receipt, note_reply
from service.usecases.callbacks.receive_money import receive_money
from service.usecases.callbacks.settle_refund import Said, settle_refund
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def apply_callback(effect: Effect, partners: Partners) -> Outcome:
    inbox = str(effect.payload["inbox"])
    with statements() as sql:
        row = sql.one(FIND, [inbox])
        if row is None or row["applied_at"] is not None:
            return Done("known")
        raw = vault().open_whole(sql, INBOX_RAW, row["id"], row["raw_sealed"])
    heard = load_callback(parse_json(raw))
    outcome = APPLY[heard.type](heard, inbox)
    failpoint("after_apply")
    with statements() as sql:
        sql.execute(APPLIED, [outcome, inbox])
    return Done(outcome)


def _refund(heard: Callback, inbox: str) -> str:
    said: Mapping[str, Any] = heard.data
    if said.get("final") is False:
        return "noted"
    return settle_refund(
        Said(
            refund_no=said["refund_no"],
            outcome=heard.type.removeprefix("refund."),
            cause=f"inbox:{inbox}",
            amount_fen=said["amount_fen"],
            provider_ref=said["provider_ref"],
            reason=said.get("reason"),
            inbox=inbox,
        )
    )


APPLY: Final[Mapping[str, Callable[[Callback, str], str]]] = {
    "refund.succeeded": _refund,
    "refund.failed": _refund,
    "payment.received": receive_money,
    "sms.delivered": note_receipt,
    "sms.failed": note_receipt,
    "sms.reply": note_reply,
}
FIND: LiteralString = "SELECT id, raw_sealed, applied_at FROM inbox WHERE id = %s"
APPLIED: LiteralString = """
UPDATE inbox SET applied_at = guanjia_now(), outcome = %s WHERE id = %s AND applied_at IS NULL
"""
