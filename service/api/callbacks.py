"""Callbacks of partners: proven by their signature, stored once, applied later."""

from flask import Response, current_app, request
from marshmallow import ValidationError

from schemas.callbacks import Envelope, PaymentEnvelope, SmsEnvelope, load_callback
from schemas.json_text import NotJson, parse_json
from service.api.area import Area
from service.api.asked import raw_body
from service.api.shapes import Shape, strict
from service.errors import Invalid, Unauthenticated
from service.gateways.signature import BadSignature, verify
from service.metrics import count_callback
from service.usecases.callbacks.receive_callback import receive_callback
from service.wrong import invalid

area = Area("callbacks", "What the payment and the SMS gateway tell us (Standard Webhooks)")
HEARD: Shape = strict()
MOST_BYTES = 64 * 1024


@area.call(
    "POST",
    "/callbacks/payment",
    guard="none",
    body=PaymentEnvelope,
    answer=HEARD,
    status=202,
    limit=MOST_BYTES,
    problems=(401,),
)
def hear_payment() -> Response:
    """The payment gateway: a refund ended, or a payment came in."""
    return _heard("payment", PaymentEnvelope)


@area.call(
    "POST",
    "/callbacks/sms",
    guard="none",
    body=SmsEnvelope,
    answer=HEARD,
    status=202,
    limit=MOST_BYTES,
    problems=(401,),
)
def hear_sms() -> Response:
    """The SMS gateway: a message arrived or did not, or somebody replied."""
    return _heard("sms", SmsEnvelope)


def _heard(source: str, envelope: type[Envelope]) -> Response:
    """1. the signature over the very bytes; 2. type and data; 3. stored, or known; 4. 202 either way."""
    raw = raw_body()
    secrets: str = getattr(current_app.extensions["settings"], f"{source}_secret")
    try:
        verify(secrets, dict(request.headers), raw)
    except BadSignature as error:
        raise Unauthenticated("签名无效或已过期。", "The signature is wrong or too old.") from error
    type_ = _type_of(raw, envelope)
    inbox = receive_callback(source, external_id=_webhook_id(), type_=type_, raw=raw)
    count_callback(type_, "known" if inbox is None else "stored")
    return Response("{}", status=202, content_type="application/json")


def _webhook_id() -> str:
    return request.headers["webhook-id"]


def _type_of(raw: bytes, envelope: type[Envelope]) -> str:
    """Raises Invalid for what nobody could apply, so that nothing of it is stored."""
    try:
        return load_callback(parse_json(raw), envelope=envelope).type
    except NotJson as error:
        raise Invalid(error.sentence_zh, error.sentence_en, errors=[]) from error
    except ValidationError as error:
        raise invalid(error) from error
