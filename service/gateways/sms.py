"""The SMS gateway: a refusal is final, silence is not, and a repeated message keeps its number."""

from dataclasses import dataclass
from typing import Literal

from service.gateways.exchange import ExchangeLost, Timeouts, exchange
from service.gateways.words import plain_word

TRY_AGAIN = frozenset({409, 429})


@dataclass(frozen=True, slots=True)
class SmsAnswer:
    """`sent`: taken by the gateway. `refused`: will never be. `unknown`: may have been taken."""

    kind: Literal["sent", "refused", "unknown"]
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Where messages go."""

    url: str
    timeouts: Timeouts = Timeouts()

    def send_message(self, message_id: str, *, to: str, text: str) -> SmsAnswer:
        body = {"message_id": message_id, "to": to, "text": text}
        key = {"Idempotency-Key": message_id}
        try:
            reply = exchange(
                "POST", f"{self.url.rstrip('/')}/messages", body=body, headers=key, timeouts=self.timeouts
            )
        except ExchangeLost as lost:
            return SmsAnswer("unknown", reason=str(lost))
        if 200 <= reply.status < 300:
            return SmsAnswer("sent", plain_word((reply.body or {}).get("provider_ref")))
        final = 400 <= reply.status < 500 and reply.status not in TRY_AGAIN
        return SmsAnswer("refused" if final else "unknown", reason=f"http_{reply.status}")
