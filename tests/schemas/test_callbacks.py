"""A gateway's word is taken in the forms the contract lists, and in no other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from marshmallow import ValidationError

from schemas.callbacks import PaymentEnvelope, SmsEnvelope, load_callback
from schemas.errors import errors_list
from tests.schemas.makers import ID

AT = "2026-11-22T10:00:00+08:00"
DATA: dict[str, dict[str, Any]] = {
    "refund.succeeded": {"refund_no": "RF-1", "amount_fen": 5, "provider_ref": "P1", "paid_at": AT},
    "refund.failed": {"refund_no": "RF-1", "amount_fen": 5, "provider_ref": "P1", "reason": "户名不符"},
    "payment.received": {
        "payment_no": "W1",
        "amount_fen": 5,
        "method": "wechat",
        "paid_at": AT,
        "charges": [ID],
    },
    "sms.delivered": {"message_id": "M1", "at": AT},
    "sms.failed": {"message_id": "M1", "provider_ref": "S1", "at": AT, "reason": "off"},
    "sms.reply": {"from": "13800138000", "text": "好", "at": AT},
}


def wrong_fields(payload: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        load_callback(payload)
    return [error["field"] for error in errors_list(caught.value, "en")]


@pytest.mark.parametrize("kind", DATA)
def test_each_type_is_taken(kind: str) -> None:
    said = load_callback({"type": kind, "timestamp": AT, "data": DATA[kind]})
    assert said.type == kind and set(DATA[kind]) <= set(said.data)


@pytest.mark.parametrize("kind", DATA)
def test_missing_and_unknown_parts_are_named(kind: str) -> None:
    assert all(field.startswith("data.") for field in wrong_fields({"type": kind, "data": {}}))
    assert wrong_fields({"type": kind, "data": DATA[kind] | {"x": 1}}) == ["data.x"]


def test_a_failure_is_final_unless_said() -> None:
    assert load_callback({"type": "refund.failed", "data": DATA["refund.failed"]}).data["final"] is True
    later = DATA["refund.failed"] | {"final": False}
    assert load_callback({"type": "refund.failed", "data": later}).data["final"] is False


def test_a_payment_names_one_target_and_a_customer_has_an_office() -> None:
    bare = {key: value for key, value in DATA["payment.received"].items() if key != "charges"}
    assert wrong_fields({"type": "payment.received", "data": bare}) == ["data.ticket"]
    assert wrong_fields({"type": "payment.received", "data": bare | {"customer": "A"}}) == ["data.office"]
    assert load_callback({"type": "payment.received", "data": bare | {"customer": "A", "office": "GZ01"}})
    assert wrong_fields({"type": "payment.received", "data": bare | {"ticket": "RP", "charges": [ID]}}) == [
        "data.charges"
    ]


@pytest.mark.parametrize(
    "payload", [[], None, {}, {"type": "refund.lost", "data": {}}, {"type": "sms.reply", "data": []}]
)
def test_other_payloads_are_refused(payload: object) -> None:
    assert wrong_fields(payload)


def test_one_gateway_cannot_speak_for_the_other() -> None:
    with pytest.raises(ValidationError):
        load_callback({"type": "sms.reply", "data": DATA["sms.reply"]}, envelope=PaymentEnvelope)
    with pytest.raises(ValidationError):
        load_callback({"type": "refund.failed", "data": DATA["refund.failed"]}, envelope=SmsEnvelope)


def test_times_are_moments() -> None:
    paid = load_callback({"type": "refund.succeeded", "data": DATA["refund.succeeded"]}).data["paid_at"]
    assert paid == datetime(2026, 11, 22, 2, tzinfo=UTC)
