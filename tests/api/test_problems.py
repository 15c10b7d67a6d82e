"""Every refusal is a problem document in the reader's language, and tells nothing it should not."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api.problems import CODES, problem_body
from service.errors import Problem
from tests.api.makers import Somebody

NOTES = "/api/v1/trial/notes"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("zh-Hant-TW", "zh-CN"),
        ("fr, en;q=0.2", "en"),
        ("fr", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;q=0.3, zh;q=0.4", "zh-CN"),
        ("*", "zh-CN"),
        (";;q=,,en;q=x", "zh-CN"),
    ],
)
def test_it_speaks_the_readers_language(client: FlaskClient, header: str | None, expected: str) -> None:
    answer = client.get("/api/v1/me", headers={"Accept-Language": header} if header else {})
    assert answer.headers["Content-Language"] == expected
    chinese = re.search("[\u4e00-\u9fff]", answer.json["title"] + answer.json["detail"])
    assert bool(chinese) == (expected == "zh-CN")


def test_it_has_the_members_of_the_contract(client: FlaskClient) -> None:
    answer = client.get("/api/v1/me")
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "request_id"} == set(answer.json)
    assert answer.json["type"] == "/api/docs#unauthenticated"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_a_failed_rule_is_named_with_all_that_failed(client: FlaskClient, alice: Somebody) -> None:
    answer = client.post(NOTES, json={"text": "refuse"}, headers=alice.headers | {"Accept-Language": "en"})
    assert (answer.status_code, answer.json["code"], answer.json["rule"]) == (422, "not_so", "no_refuse")
    assert answer.json["rules"] == [{"rule": "no_refuse", "detail": "No."}]


def test_field_errors_speak_the_same_language(client: FlaskClient, alice: Somebody) -> None:
    said = {
        language: client.post(NOTES, json={}, headers=alice.headers | {"Accept-Language": language}).json[
            "errors"
        ]
        for language in ("zh", "en")
    }
    assert said["zh"] == [{"field": "text", "detail": "此项必填"}]
    assert said["en"] == [{"field": "text", "detail": "This field is required."}]


def test_our_own_fault_is_a_500_that_tells_nothing(client: FlaskClient, alice: Somebody) -> None:
    answer = client.post(NOTES, json={"text": "break"}, headers=alice.headers)
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert b"13800138000" not in answer.data and b"RuntimeError" not in answer.data
    assert answer.headers["X-Request-Id"] == answer.json["request_id"]


def test_every_refusal_of_the_house_has_a_title_and_its_own_code() -> None:
    kinds = Problem.__subclasses__()
    assert {kind.code for kind in kinds} <= set(CODES)
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_a_problem_may_stand_inside_an_answer(app: Flask) -> None:
    with app.test_request_context():
        body = problem_body(Problem("一", "one", version=3))
    assert body["detail"] == "一" and body["version"] == 3
