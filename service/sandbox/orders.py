"""What may be sent to the sandbox; anything else is refused with 422, as a real partner would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_FEN = 2**63 - 1


class BadOrder(Exception):
    """The message is one sentence about the first wrong thing."""


@dataclass(frozen=True, slots=True)
class Refund:
    refund_no: str
    amount_fen: int
    account_last4: str
    callback_url: str


def read_object(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadOrder("the body is no JSON") from error
    if not isinstance(found, dict):
        raise BadOrder("the body is no JSON object")
    return found


def read_refund(body: Mapping[str, Any], *, key: str | None) -> Refund:
    payee = body.get("payee")
    if not isinstance(payee, dict):
        raise BadOrder("payee must be an object")
    for name in ("name", "bank", "account"):
        read_text(payee, name, most=200)
    refund_no = read_text(body, "refund_no", most=100)
    if key != refund_no:
        raise BadOrder("Idempotency-Key must be the refund_no")
    return Refund(refund_no, _fen(body), payee["account"][-4:], _address(body))


def read_text(body: Mapping[str, Any], name: str, *, most: int) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= most:
        raise BadOrder(f"{name} must be a text of 1 to {most} characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadOrder(f"{name} has characters that do not exist") from error
    return text


def _fen(body: Mapping[str, Any]) -> int:
    amount = body.get("amount_fen")
    if type(amount) is not int or not 0 < amount <= LARGEST_FEN:
        raise BadOrder("amount_fen must be an integer above 0")
    return amount


def _address(body: Mapping[str, Any]) -> str:
    url = read_text(body, "callback_url", most=500)
    if not url.startswith(("http://", "https://")):
        raise BadOrder("callback_url must be a web address")
    return url
