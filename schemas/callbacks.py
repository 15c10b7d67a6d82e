"""What a gateway may say to us: the Standard Webhooks payload, one schema a type (`contract.md` 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from schemas.base import Base, instance
from schemas.errors import below, messages_of
from schemas.fields import Choice, Fen, Flag, Id, Name, Ref, Text
from schemas.many import AnyObject, Listed
from schemas.rules import ExactlyOne, NeededWith
from schemas.times import Moment
from schemas.words import METHODS


class RefundSucceeded(Base):
    refund_no = Name(100, required=True)
    amount_fen = Fen(required=True)
    provider_ref = Name(100, required=True)
    paid_at = Moment()


class RefundFailed(Base):
    refund_no = Name(100, required=True)
    amount_fen = Fen(required=True)
    provider_ref = Name(100, required=True)
    reason = Text(2000, required=True)
    final = Flag(load_default=True)


class PaymentReceived(Base):
    payment_no = Name(100, required=True)
    amount_fen = Fen(minimum=1, required=True)
    method = Choice(METHODS, required=True)
    paid_at = Moment(required=True)
    ticket = Ref()
    charges = Listed(Id(), least=1)
    customer = Ref()
    office = Ref()
    conditions = (ExactlyOne(("ticket", "charges", "customer")), NeededWith("office", "customer"))


class SmsOutcome(Base):
    message_id = Name(100, required=True)
    provider_ref = Name(100)
    at = Moment(required=True)
    reason = Text(2000)


class SmsReply(Base):
    sender = Name(64, required=True, data_key="from", attribute="from")
    text = Text(5000, required=True)
    at = Moment(required=True)
    message_id = Name(100)


PAYMENT_TYPES: dict[str, type[Base]] = {
    "refund.succeeded": RefundSucceeded,
    "refund.failed": RefundFailed,
    "payment.received": PaymentReceived,
}
SMS_TYPES: dict[str, type[Base]] = {
    "sms.delivered": SmsOutcome,
    "sms.failed": SmsOutcome,
    "sms.reply": SmsReply,
}
TYPES = PAYMENT_TYPES | SMS_TYPES


class Envelope(Base):
    type = Choice(TYPES, required=True)
    timestamp = Moment()
    data = AnyObject(required=True)


class PaymentEnvelope(Envelope):
    type = Choice(PAYMENT_TYPES, required=True)


class SmsEnvelope(Envelope):
    type = Choice(SMS_TYPES, required=True)


@dataclass(frozen=True, slots=True)
class Callback:
    type: str
    data: dict[str, Any]


def load_callback(raw: object, *, envelope: type[Envelope] = Envelope) -> Callback:
    """A parsed payload; `envelope` narrows the types to those of one gateway."""
    said: dict[str, Any] = instance(envelope).load(raw)  # type: ignore[arg-type]
    try:
        return Callback(said["type"], instance(TYPES[said["type"]]).load(said["data"]))
    except ValidationError as refused:
        raise ValidationError(messages_of(below("data", refused))) from None
