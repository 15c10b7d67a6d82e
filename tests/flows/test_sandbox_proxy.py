"""The sandbox answers on the web's port, for this machine and in development only."""

import pytest
import requests

from service.app import create_app
from service.settings import Settings
from service.web.sandbox_proxy import sandbox_proxy
from tests.flows.stack import Stack
from tests.up.running import free_port


def lonely() -> Settings:
    """Neither a database nor a sandbox listens there."""
    away = f"http://127.0.0.1:{free_port()}"
    return Settings(env="test", database_url="postgresql://nobody@127.0.0.1:1/none", payment_url=away)


def test_messages_are_shown_as_a_page_and_as_data(stack: Stack) -> None:
    address = f"{stack.base}/sandbox/messages"
    page = requests.get(address, headers={"Accept": "text/html"}, timeout=10)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "items" in requests.get(address, timeout=10).json()


def test_an_unknown_payment_is_404(stack: Stack) -> None:
    assert requests.post(f"{stack.base}/sandbox/payments/RF-0/succeed", timeout=10).status_code == 404


def test_a_page_that_calls_this_machine_by_another_name_presses_no_knob(stack: Stack) -> None:
    strange = {"Host": "sandbox.example"}
    address = f"{stack.base}/sandbox/messages"
    assert requests.get(address, headers=strange, timeout=10).status_code == 404


@pytest.mark.parametrize(
    "path", ["/sandbox/../refunds", "/sandbox/%2e%2e/refunds", "/sandbox/x/../../refunds"]
)
def test_it_leads_nowhere_but_to_the_sandbox(path: str) -> None:
    app = create_app(lonely())
    assert app.test_client().get(path).status_code == 404


def test_a_sandbox_that_is_away_is_unavailable() -> None:
    app = create_app(lonely())
    answer = app.test_client().get("/sandbox/messages")
    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    "settings",
    [
        Settings(env="production", payment_url="http://127.0.0.1:8001"),
        Settings(payment_url="https://bank.example"),
        Settings(payment_url="http://bank.example"),
        Settings(),
    ],
)
def test_there_is_none_for_a_real_bank(settings: Settings) -> None:
    assert sandbox_proxy(settings) is None
