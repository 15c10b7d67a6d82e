"""An effect as its use case sees it, what it may come to, and whom it may call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.gateways.payment import PaymentGateway
from service.gateways.sms import SmsGateway
from service.jobs import derived_id
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Effect:
    """A row of the outbox that is being done. `key` names its cause, so it is the same at every try."""

    id: UUID
    kind: str
    key: str
    ticket: UUID | None
    seq: int
    payload: Mapping[str, Any]
    created_at: datetime
    attempts: int = 0

    @property
    def argument(self) -> str:
        return str(self.payload.get("argument") or "")

    def id_of(self, thing: str) -> UUID:
        return derived_id(self.created_at, f"{self.key}:{thing}")


@dataclass(frozen=True, slots=True)
class Done:
    """`outcome` is one word for the ledger."""

    outcome: str = "done"


@dataclass(frozen=True, slots=True)
class Later:
    """Not a failure: the time has not come, or the partner has not decided."""

    seconds: float


Outcome = Done | Later


@dataclass(frozen=True, slots=True)
class Partners:
    payment: PaymentGateway
    sms: SmsGateway


def partners_of(settings: Settings) -> Partners:
    return Partners(
        PaymentGateway(settings.payment_url, settings.callback_url),
        SmsGateway(settings.sms_url),
    )


Does = Callable[[Effect, Partners], Outcome]


class Unfinished(Exception):
    """It did not work this time; the message is one word, since it is kept with the row."""
