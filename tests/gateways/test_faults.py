"""Whatever a partner does, the answer says no more than is certain, and comes in time."""

import socket
import time

import pytest

from service.gateways.exchange import Timeouts
from service.gateways.payment import PaymentGateway, RefundOrder
from service.gateways.sms import SmsGateway
from tests.gateways import scripted
from tests.gateways.scripted import Script, answers

ORDER = RefundOrder(
    "RF-GZ01-20261122-0001-1-k7f3", 200_000, {"name": "张伟", "bank": "工行", "account": "6222000012345678"}
)
SHORT = Timeouts(connect=0.3, read=0.3, total=0.6)


def gateway(url: str) -> PaymentGateway:
    return PaymentGateway(url, "http://127.0.0.1:1/callbacks/payment", SHORT)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answers(500), "http_500"),
        (answers(503, b"<html>"), "http_503"),
        (answers(409), "http_409"),
        (answers(429), "http_429"),
        (answers(302, headers="Location: /refunds/elsewhere\r\n"), "http_302"),
        (answers(202, b"not json"), "garbled"),
        (answers(202, b"[" * 60_000), "garbled"),
        (answers(202, b"[]"), "garbled"),
        (answers(202, b"{}"), "garbled"),
        (answers(202, b'{"status": "paid", "provider_ref": "p1"}'), "garbled"),
        (answers(202, b'{"status": ["succeeded"], "provider_ref": "p1"}'), "garbled"),
        (answers(202, b'{"status": "succeeded"}'), "garbled"),
        (answers(202, b'{"status": "succeeded", "provider_ref": "p\\u0000"}'), "garbled"),
        (answers(202, b'{"status": "succeeded", "provider_ref": "p1", "amount_fen": 2000.0}'), "garbled"),
        (answers(202, b'{"status": "succeeded", "provider_ref": "p1", "amount_fen": true}'), "garbled"),
        (answers(202, b'{"status": "succeeded", "prov'), "garbled"),
        (answers(202, b" " * 70_000), "too_large"),
        (scripted.cuts, "lost"),
        (scripted.never_stops, "too_large"),
        (scripted.stays_silent, "timeout"),
        (scripted.drips, "timeout"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n"), "lost"),
    ],
)
def test_a_sick_gateway_leaves_a_refund_unknown(script: Script, reason: str) -> None:
    with scripted.scripted(script) as url:
        sent, asked = gateway(url).send_refund(ORDER), gateway(url).ask_refund(ORDER.refund_no)
    assert (sent.kind, sent.reason) == ("unknown", reason)
    assert (asked.kind, asked.reason) == ("unknown", reason)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422])
def test_a_refusal_to_take_a_refund_is_final(status: int) -> None:
    with scripted.scripted(answers(status, b'{"reason": "account\\u0000 closed"}')) as url:
        answer = gateway(url).send_refund(ORDER)
    assert (answer.kind, answer.reason) == ("failed", f"http_{status}: account  closed")


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 422])
def test_a_refusal_to_tell_is_no_failure_of_the_refund(status: int) -> None:
    with scripted.scripted(answers(status)) as url:
        assert gateway(url).ask_refund(ORDER.refund_no).kind == "unknown"


def test_a_number_the_gateway_does_not_know_is_absent() -> None:
    with scripted.scripted(answers(404, b"<html>no such thing")) as url:
        assert gateway(url).ask_refund(ORDER.refund_no).kind == "absent"


@pytest.mark.parametrize(
    ("status", "kind"), [("pending", "accepted"), ("succeeded", "succeeded"), ("failed", "failed")]
)
def test_a_plain_answer_is_taken_at_its_word(status: str, kind: str) -> None:
    body = f'{{"status": "{status}", "provider_ref": "p1", "amount_fen": 7, "reason": "r", "more": null}}'
    with scripted.scripted(answers(202, body.encode())) as url:
        answer = gateway(url).send_refund(ORDER)
    assert (answer.kind, answer.provider_ref, answer.amount_fen, answer.reason) == (kind, "p1", 7, "r")


def test_a_gateway_that_nobody_runs_is_no_exception() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert gateway(f"http://127.0.0.1:{port}").send_refund(ORDER).kind == "unknown"


def test_a_dripping_gateway_is_cut_off_at_the_total() -> None:
    began = time.monotonic()
    with scripted.scripted(scripted.drips) as url:
        gateway(url).send_refund(ORDER)
    assert time.monotonic() - began < 2


def test_an_address_that_is_none_is_our_mistake_and_said_so() -> None:
    with pytest.raises(ValueError, match="gateway's address"):
        gateway("bank.example").send_refund(ORDER)


def test_the_payee_does_not_show_when_an_order_is_printed() -> None:
    assert "张伟" not in repr(ORDER)
    assert "6222" not in repr(ORDER)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answers(202, b'{"provider_ref": "m1"}'), "sent"),
        (answers(202, b"thanks"), "sent"),
        (answers(422), "refused"),
        (answers(404), "refused"),
        (answers(429), "unknown"),
        (answers(409), "unknown"),
        (answers(500), "unknown"),
        (answers(301, headers="Location: /elsewhere\r\n"), "unknown"),
        (scripted.cuts, "unknown"),
        (scripted.stays_silent, "unknown"),
    ],
)
def test_a_message_is_refused_only_when_the_gateway_says_so(script: Script, kind: str) -> None:
    with scripted.scripted(script) as url:
        assert SmsGateway(url, SHORT).send_message("m-1", to="+8613800000001", text="您好").kind == kind
