"""What every request passes: its id, its headers, its limit, its one log line."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.limits import Counter, Quota, read_quota
from service.app import create_app
from service.settings import Settings
from tests.api.makers import Somebody


def test_every_answer_has_an_id_of_its_own(client: FlaskClient) -> None:
    ids = {client.get(path).headers["X-Request-Id"] for path in ("/healthz", "/api/v1/me", "/nothing", "/")}
    assert len(ids) == 4


def test_a_usable_id_that_was_sent_is_kept_and_another_is_not(client: FlaskClient) -> None:
    kept = client.get("/healthz", headers={"X-Request-Id": "4bf92f35-77b3"})
    assert kept.headers["X-Request-Id"] == "4bf92f35-77b3"
    for bad in ("short", "x" * 65, 'a"b{}cccccc', "1380013 8000"):
        assert client.get("/healthz", headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/me", "/api/docs", "/nothing", "/"])
def test_security_headers_are_on_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers


def test_a_caller_is_told_the_limit_and_stopped_at_it(
    settings: Settings, alice: Somebody, bob: Somebody
) -> None:
    limited = replace(settings, rate_limit="6 per 1 hour", web_workers=2)
    client = create_app(limited).test_client()
    answers = [client.get("/api/v1/me", headers=alice.headers) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=3;w=3600'
    assert answers[0].headers["RateLimit"].startswith('"default";r=2;t=')
    assert answers[3].json["code"] == "too_many" and int(answers[3].headers["Retry-After"]) >= 1
    assert client.get("/api/v1/me", headers=bob.headers).status_code == 200
    assert [client.get("/healthz").status_code for _ in range(9)] == [200] * 9


def test_made_up_tokens_count_for_their_address(settings: Settings, alice: Somebody) -> None:
    client = create_app(replace(settings, rate_limit="4 per 1 hour", web_workers=1)).test_client()
    wrong = {"username": "nobody-here", "password": "not-the-password"}
    made_up = [{"Authorization": f"Bearer {n:043d}"} for n in range(6)]
    first = [client.post("/api/v1/tokens", json=wrong, headers=each).status_code for each in made_up[:2]]
    then = [client.get("/api/v1/me", headers=each).status_code for each in made_up]
    last = client.post("/api/v1/tokens", json=wrong, headers={"Authorization": "Bearer zzz"})
    assert (first, then, last.status_code) == ([401] * 2, [401] * 2 + [429] * 4, 429)
    assert client.get("/api/v1/me", headers=alice.headers).status_code == 200


def test_a_new_window_forgets_the_old_one() -> None:
    now = [100.0]
    counter = Counter(Quota(2, 10), clock=lambda: now[0])
    assert [counter.count("a")[0] for _ in range(3)] == [1, 0, -1]
    now[0] = 110.0
    assert counter.count("a") == (1, 11)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1200 per 10 seconds", Quota(600, 10)),
        ("600/10s", None),
        ("5/minute", Quota(2, 60)),
        ("0 per second", None),
        ("1 per hour", Quota(1, 3600)),
    ],
)
def test_a_limit_is_read_as_people_write_it(written: str, expected: Quota | None) -> None:
    if written == "600/10s":
        with pytest.raises(ValueError, match="GUANJIA_RATE_LIMIT"):
            read_quota(written)
    else:
        assert read_quota(written, workers=2) == expected


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_request_is_one_line_with_its_actor_and_no_words(
    client: FlaskClient, alice: Somebody, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/v1/users?q=13800138000", headers=alice.headers)
    written = capfd.readouterr().err
    assert "13800138000" not in written
    (line,) = lines(written)
    assert line["route"] == "/api/v1/users" and line["actor"] == alice.id and line["request_id"]


def test_no_typed_word_reaches_the_log_even_when_we_fail(
    client: FlaskClient, alice: Somebody, capfd: pytest.CaptureFixture[str]
) -> None:
    client.post("/api/v1/trial/notes", json={"text": "break 13900139000"}, headers=alice.headers)
    client.get("/api/v1/trial/things/13700137000", headers=alice.headers)
    client.get("/13600136000?phone=13600136000")
    client.post("/api/v1/tokens", json={"username": "13500135000", "password": "secret-word-1"})
    written = capfd.readouterr().err
    phones = ("13900139000", "13800138000", "13700137000", "13600136000", "13500135000")
    for word in (*phones, "secret-word-1", alice.token):
        assert word not in written
    (fault,) = [each for each in lines(written) if each["level"] == "error"]
    assert fault["error"] == ["builtins.RuntimeError"]
    assert any("create_note" in str(frame) for frame in fault["trace"])


def test_transport_security_is_for_production(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
