"""The payment gateway as we see it: what is not surely final is never called final."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from service.gateways.exchange import ExchangeLost, Reply, Timeouts, exchange
from service.gateways.words import plain_word, shortened

AnswerKind = Literal["accepted", "succeeded", "failed", "unknown", "absent"]

KIND_OF_STATUS: Mapping[str, AnswerKind] = {
    "pending": "accepted",
    "succeeded": "succeeded",
    "failed": "failed",
}
TRY_AGAIN = frozenset({409, 429})


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """One instruction; the payee never shows in a log line or a traceback."""

    refund_no: str
    amount_fen: int
    payee: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known now.

    `accepted`: taken, not final. `succeeded`, `failed`: final. `unknown`: ask by `ask_refund` first.
    `absent`: never arrived there, so the same number may be sent again. `amount_fen` may be unsaid.
    """

    kind: AnswerKind
    provider_ref: str = ""
    amount_fen: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaymentGateway:
    """Where to send and where the answer is to come back."""

    url: str
    callback_url: str
    timeouts: Timeouts = Timeouts()

    def send_refund(self, order: RefundOrder) -> Answer:
        """Safe to repeat with the same number: the gateway pays a `refund_no` once."""
        body = {
            "refund_no": order.refund_no,
            "amount_fen": order.amount_fen,
            "payee": dict(order.payee),
            "callback_url": self.callback_url,
        }
        key = {"Idempotency-Key": order.refund_no}
        try:
            reply = exchange("POST", self._refunds(), body=body, headers=key, timeouts=self.timeouts)
        except ExchangeLost as lost:
            return Answer("unknown", reason=str(lost))
        if 400 <= reply.status < 500 and reply.status not in TRY_AGAIN:
            return Answer("failed", reason=_refusal(reply))
        return _answer(reply)

    def ask_refund(self, refund_no: str) -> Answer:
        """Only 404 says that the number never arrived; other refusals say nothing about the money."""
        try:
            reply = exchange("GET", f"{self._refunds()}/{quote(refund_no, safe='')}", timeouts=self.timeouts)
        except ExchangeLost as lost:
            return Answer("unknown", reason=str(lost))
        return Answer("absent", reason="http_404") if reply.status == 404 else _answer(reply)

    def _refunds(self) -> str:
        return f"{self.url.rstrip('/')}/refunds"


def _answer(reply: Reply) -> Answer:
    if not 200 <= reply.status < 300:
        return Answer("unknown", reason=f"http_{reply.status}")
    return _final_or_pending(reply.body or {}) or Answer("unknown", reason="garbled")


def _final_or_pending(body: Mapping[str, Any]) -> Answer | None:
    """None for anything that does not say plainly what became of the money."""
    status, amount = body.get("status"), body.get("amount_fen")
    kind = KIND_OF_STATUS.get(status) if isinstance(status, str) else None
    provider_ref = plain_word(body.get("provider_ref"))
    if kind is None or (not provider_ref and kind != "failed"):
        return None
    if amount is not None and type(amount) is not int:
        return None
    return Answer(kind, provider_ref, amount, shortened(body.get("reason")))


def _refusal(reply: Reply) -> str:
    said = shortened((reply.body or {}).get("reason"))
    return f"http_{reply.status}: {said}" if said else f"http_{reply.status}"
