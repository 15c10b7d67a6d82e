"""Messages are shown once, told about once, and can be answered."""

from typing import Any

import pytest
import requests

from service.gateways.sms import SmsAnswer, SmsGateway
from tests.sandbox.partners import Sandbox


def send(
    partner: Sandbox, message_id: str = "m-1", *, to: str = "+8613800000001", text: str = "您好"
) -> SmsAnswer:
    return SmsGateway(partner.url).send_message(message_id, to=to, text=text)


def shown(partner: Sandbox) -> Any:
    return requests.get(f"{partner.url}/sandbox/messages", timeout=10).json()["items"]


def test_a_message_is_delivered_and_told(manual: Sandbox) -> None:
    answer = send(manual)
    callback = manual.listener.next()
    assert answer.kind == "sent"
    assert callback.type == "sms.delivered"
    assert set(callback.facts) == {"message_id", "at", "provider_ref"}
    assert callback.facts["provider_ref"] == answer.provider_ref
    assert shown(manual)[0]["status"] == "delivered"


def test_a_message_sent_twice_is_there_once(manual: Sandbox) -> None:
    assert send(manual) == send(manual)
    assert len(shown(manual)) == 1


def test_a_number_ending_in_four_zeros_is_never_reached(manual: Sandbox) -> None:
    send(manual, to="+8613800000000")
    callback = manual.listener.next()
    assert (callback.type, callback.facts["reason"]) == ("sms.failed", "number not reached")


def test_the_same_id_with_another_text_is_refused_but_not_finally(manual: Sandbox) -> None:
    send(manual)
    assert send(manual, text="别的").kind == "unknown"


def test_a_reply_comes_as_a_callback(manual: Sandbox) -> None:
    send(manual)
    manual.listener.next()
    address = f"{manual.url}/sandbox/messages/m-1/reply"
    assert requests.post(address, json={"text": "满意"}, timeout=10).status_code == 202
    callback = manual.listener.next()
    assert callback.type == "sms.reply"
    assert set(callback.facts) == {"from", "text", "at", "message_id"}
    assert (callback.facts["from"], callback.facts["text"]) == ("+8613800000001", "满意")


@pytest.mark.parametrize(("message_id", "body", "status"), [("m-9", {"text": "x"}, 404), ("m-1", {}, 422)])
def test_a_reply_needs_a_message_and_a_text(
    manual: Sandbox, message_id: str, body: dict[str, str], status: int
) -> None:
    send(manual)
    answer = requests.post(f"{manual.url}/sandbox/messages/{message_id}/reply", json=body, timeout=10)
    assert answer.status_code == status


def test_a_browser_gets_a_page_where_text_is_only_text(manual: Sandbox) -> None:
    send(manual, text="<script>alert(1)</script>")
    page = requests.get(
        f"{manual.url}/sandbox/messages", headers={"Accept": "text/html,*/*;q=0.8"}, timeout=10
    )
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
