"""Our gateway against the real sandbox over HTTP: paid once, told by callback, driven by knobs."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.sandbox.partners import NUMBER, PAYEE, Listener, Sandbox, sandbox, wait_for


def press(partner: Sandbox, knob: str, refund_no: str = NUMBER) -> requests.Response:
    return requests.post(f"{partner.url}/sandbox/payments/{refund_no}/{knob}", timeout=10)


def test_a_refund_is_pending_then_paid_and_told(tmp_path: Path, listener: Listener) -> None:
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0.3") as partner:
        assert partner.send() == "accepted"
        assert partner.ask() == "accepted"
        callback = listener.next()
        answer = partner.gateway.ask_refund(NUMBER)
        wait_for(lambda: partner.rows("callback"))
        told = partner.rows("callback")[0]
    assert callback.type == "refund.succeeded"
    assert set(callback.facts) == {"refund_no", "amount_fen", "provider_ref", "paid_at"}
    assert (answer.kind, answer.amount_fen) == ("succeeded", 200_000)
    assert answer.provider_ref == callback.facts["provider_ref"]
    assert (told["heard"], told["webhook_id"]) == (True, callback.webhook_id)


def test_a_number_never_sent_is_absent(manual: Sandbox) -> None:
    assert manual.ask("RF-GZ01-20261122-0099-1-none") == "absent"


def test_a_refund_sent_many_times_at_once_is_paid_once(tmp_path: Path, listener: Listener) -> None:
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0") as partner:
        with ThreadPoolExecutor(10) as senders:
            kinds = set(senders.map(lambda _: partner.send(), range(30)))
        assert kinds <= {"accepted", "succeeded"}
        wait_for(lambda: partner.rows("callback"))
        assert len(partner.rows("received")) == len(partner.rows("paid")) == 1
    assert listener.heard.qsize() == 1


def test_a_manual_sandbox_waits_for_the_knob(manual: Sandbox) -> None:
    manual.send()
    reply = press(manual, "succeed")
    callback = manual.listener.next()
    assert reply.status_code == 202
    assert reply.json()["webhook_id"] == callback.webhook_id
    assert manual.ask() == "succeeded"


def test_a_knob_pressed_first_keeps_the_clock_from_deciding(tmp_path: Path, listener: Listener) -> None:
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0.5") as partner:
        partner.send()
        press(partner, "fail")
        partner.send("RF-LATER")
        assert listener.next().type == "refund.failed"
        assert listener.next().facts["refund_no"] == "RF-LATER"  # sent later, so the first had its turn
        assert partner.ask() == "failed"
        assert [row["refund_no"] for row in partner.rows("paid")] == ["RF-LATER"]


def test_a_failure_is_told_with_its_reason(manual: Sandbox) -> None:
    manual.send()
    press(manual, "fail")
    facts = manual.listener.next().facts
    assert set(facts) == {"refund_no", "amount_fen", "provider_ref", "reason", "final"}
    assert facts["final"] is True
    assert manual.ask() == "failed"


def test_a_wrong_amount_is_told_and_no_money_moves(manual: Sandbox) -> None:
    manual.send()
    press(manual, "wrong_amount")
    callback = manual.listener.next()
    assert (callback.type, callback.facts["amount_fen"]) == ("refund.succeeded", 200_001)
    assert manual.ask() == "accepted"
    assert manual.rows("paid") == []


def test_each_press_has_its_own_id_and_money_moves_once(manual: Sandbox) -> None:
    manual.send()
    ids = set()
    for knob in ("wrong_amount", "fail", "succeed", "succeed", "fail"):
        press(manual, knob)
        ids.add(manual.listener.next().webhook_id)
    assert len(ids) == 5
    assert len(manual.rows("paid")) == len(manual.rows("failed")) == 1
    assert manual.ask() == "succeeded"


def test_what_nobody_heard_is_told_again_with_the_same_id_and_bytes(manual: Sandbox) -> None:
    manual.listener.answers = [500, 302]
    manual.send()
    press(manual, "succeed")
    first, second, third = (manual.listener.next() for _ in range(3))
    assert first == second == third
    wait_for(lambda: manual.rows("callback"))
    assert manual.rows("callback")[0]["tries"] == 3


@pytest.mark.parametrize(("knob", "number"), [("succeed", "RF-UNKNOWN"), ("explode", NUMBER)])
def test_an_unknown_number_or_knob_is_not_found(manual: Sandbox, knob: str, number: str) -> None:
    manual.send()
    assert press(manual, knob, number).status_code == 404


def test_the_same_number_with_another_amount_is_refused_but_not_finally(manual: Sandbox) -> None:
    manual.send()
    assert manual.send(amount_fen=1) == "unknown"
    assert manual.gateway.ask_refund(NUMBER).amount_fen == 200_000


ORDER = {"refund_no": "A", "amount_fen": 1, "payee": PAYEE, "callback_url": "http://127.0.0.1:1"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 60_000,
        b"[]",
        *(
            json.dumps(ORDER | change).encode()
            for change in (
                {"amount_fen": 1.0},
                {"amount_fen": 0},
                {"amount_fen": True},
                {"amount_fen": 2**63},
                {"payee": "n"},
                {"payee": PAYEE | {"account": ""}},
                {"callback_url": "file:///"},
                {"refund_no": "\ud800"},
            )
        ),
    ],
)
def test_a_malformed_order_is_refused_and_leaves_no_row(manual: Sandbox, body: bytes) -> None:
    answer = requests.post(f"{manual.url}/refunds", data=body, headers={"Idempotency-Key": "A"}, timeout=10)
    assert answer.status_code == 422
    assert manual.rows("received") == []


def test_the_key_must_be_the_number(manual: Sandbox) -> None:
    assert requests.post(f"{manual.url}/refunds", json=ORDER, timeout=10).status_code == 422


def test_the_file_and_the_list_know_of_the_payee_only_four_digits(manual: Sandbox) -> None:
    manual.send()
    shown = requests.get(f"{manual.url}/sandbox/payments", timeout=10)
    written = (manual.folder / "sandbox" / "payments.jsonl").read_text()
    for text in (shown.text, written):
        assert "7890" in text
        assert not any(secret in text for secret in ("张伟", "工商", "6222021234567890"))
    assert shown.json()["items"][0]["status"] == "pending"


def test_a_host_by_another_name_presses_no_knob(manual: Sandbox) -> None:
    answer = requests.get(f"{manual.url}/sandbox/payments", headers={"Host": "evil.example"}, timeout=10)
    assert answer.status_code == 400
