"""Alive, ready, counted; and what happens while the database is away."""

import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import Settings

AWAY = "postgresql://nobody@127.0.0.1:1/none"


def test_the_process_is_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_it_is_ready_when_all_is_reached(settings: Settings, redis_url: str) -> None:
    answer = create_app(replace(settings, redis_url=redis_url)).test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["checks"] == {"database": "ok", "migrations": "ok", "redis": "ok"}


def test_redis_away_is_degraded_and_still_200(settings: Settings) -> None:
    away = create_app(replace(settings, redis_url="redis://127.0.0.1:1")).test_client().get("/readyz")
    assert (away.status_code, away.json["status"], away.json["checks"]["redis"]) == (200, "degraded", "away")


@pytest.fixture
def cut_off(settings: Settings) -> FlaskClient:
    return create_app(replace(settings, database_url=AWAY)).test_client()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1/me"), ("POST", "/api/v1/tokens"), ("GET", "/api/v1/users")]
)
def test_the_database_away_is_503_soon(cut_off: FlaskClient, method: str, path: str) -> None:
    started = time.monotonic()
    body = {"json": {"username": "a", "password": "b"}} if method == "POST" else {}
    token = {"Authorization": "Bearer " + "A" * 43}
    answer = cut_off.open(path, method=method, headers=token, **body)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert time.monotonic() - started < 4


def test_without_the_database_it_is_alive_but_not_ready(cut_off: FlaskClient) -> None:
    assert cut_off.get("/healthz").status_code == 200
    assert (cut_off.get("/readyz").status_code, cut_off.get("/readyz").json["status"]) == (503, "unavailable")


def test_answers_are_counted_by_route_and_never_by_address(client: FlaskClient) -> None:
    client.get("/api/v1/me")
    client.get("/13800138000")
    text = client.get("/metrics").text
    assert 'guanjia_http_requests_total{method="GET",route="/api/v1/me",status="401"}' in text
    assert "13800138000" not in text
