"""No route without a guard: generated from the routes themselves, so a new one cannot be forgotten."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api.areas import AREAS
from service.api.call import Call
from tests.api import trial

# Logging in cannot need a token, and gateways sign what they send.
OPEN = {("POST", "/tokens"), ("POST", "/callbacks/payment"), ("POST", "/callbacks/sms")}
OUTSIDE = {
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/docs",
    "/api/openapi.json",
    "/api/static/<path:filename>",
}
CALLS = [call for area in (*AREAS, trial.area) for call in area.calls]
GUARDED = [call for call in CALLS if (call.method, call.rule) not in OPEN]


def address(call: Call) -> str:
    parts = [f"x{len(part)}" if part.startswith("<") else part for part in call.rule.split("/")]
    return "/api/v1" + "/".join(parts)


def named(call: Call) -> str:
    return f"{call.method} {call.rule}"


def test_every_rule_was_added_by_an_area_or_is_meant_to_be_open(app: Flask) -> None:
    declared = {f"/api/v1{call.rule}" for call in CALLS}
    assert {rule.rule for rule in app.url_map.iter_rules()} == declared | OUTSIDE


def test_only_the_named_calls_are_open() -> None:
    assert {(call.method, call.rule) for call in CALLS if call.guard == "none"} <= OPEN


@pytest.mark.parametrize("call", GUARDED, ids=named)
def test_without_a_token_it_is_401(client: FlaskClient, call: Call) -> None:
    answer = client.open(address(call), method=call.method)
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("call", [call for call in GUARDED if call not in trial.area.calls], ids=named)
def test_with_a_token_that_nobody_has_it_is_401(client: FlaskClient, call: Call) -> None:
    strange = {"Authorization": "Bearer " + "A" * 43, "If-Match": '"v1"'}
    body = {"json": {}} if call.unsafe else {}
    assert client.open(address(call), method=call.method, headers=strange, **body).status_code == 401  # type: ignore[arg-type]


@pytest.mark.parametrize("call", GUARDED, ids=named)
def test_the_cookie_of_the_pages_opens_nothing(client: FlaskClient, call: Call) -> None:
    client.set_cookie("session", "A" * 43)
    assert client.open(address(call), method=call.method).status_code == 401
