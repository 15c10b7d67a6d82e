"""Whatever is sent gets a clear answer, and never a 5xx."""

import json

import pytest
from flask.testing import FlaskClient

from schemas.fields import MOST_FEN
from tests.api.makers import Somebody

NOTES = "/api/v1/trial/notes"
JSON = {"Content-Type": "application/json"}
DEEP = b"[" * 100_000
UNPARSEABLE = {
    "nothing": b"",
    "broken": b'{"text": ',
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "a BOM": b'\xef\xbb\xbf{"text": "a"}',
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "NaN": b'{"text": "a", "amount_fen": NaN}',
    "Infinity": b'{"text": "a", "amount_fen": -Infinity}',
    "1e400": b'{"text": "a", "amount_fen": 1e400}',
    "doubled keys": b'{"text": "a", "text": "b"}',
    "depth 100,000": DEEP,
    "depth 33 inside": b'{"text": ' + b"[" * 33 + b"]" * 33 + b"}",
    "a number of 5,000 digits": b'{"text": "a", "amount_fen": ' + b"9" * 5000 + b"}",
    "two values": b'{"text": "a"} {}',
}
INVALID = {
    "a list": [],
    "a string": "text",
    "null": None,
    "nothing in it": {},
    "unknown field": {"text": "a", "state": "closed"},
    "a number for text": {"text": 1},
    "NUL": {"text": "a\x00b"},
    "control character": {"text": "a\x1bb"},
    "lone surrogate": {"text": "a\ud800b"},
    "lone surrogate as a key": {"text": "a", "\udfff": 1},
    "100,000 characters": {"text": "文" * 100_000},
    "float for money": {"text": "a", "amount_fen": 1.5},
    "whole float for money": {"text": "a", "amount_fen": 1.0},
    "text for money": {"text": "a", "amount_fen": "100"},
    "true for money": {"text": "a", "amount_fen": True},
    "2 to the 63rd": {"text": "a", "amount_fen": 2**63},
    "below zero": {"text": "a", "amount_fen": -1},
}


@pytest.mark.parametrize("raw", UNPARSEABLE.values(), ids=UNPARSEABLE)
def test_what_cannot_be_parsed_is_400(client: FlaskClient, alice: Somebody, raw: bytes) -> None:
    answer = client.post(NOTES, data=raw, headers={**alice.headers, **JSON})
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("value", INVALID.values(), ids=INVALID)
def test_a_wrong_field_is_422_and_is_named(client: FlaskClient, alice: Somebody, value: object) -> None:
    answer = client.post(NOTES, data=json.dumps(value), headers={**alice.headers, **JSON})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"] and all(set(each) == {"field", "detail"} for each in answer.json["errors"])


def test_the_greatest_money_and_any_printable_text_are_taken(client: FlaskClient, alice: Somebody) -> None:
    text = "🀄 ｱ ‮ Ω"
    answer = client.post(NOTES, json={"text": text, "amount_fen": MOST_FEN}, headers=alice.headers)
    assert (answer.status_code, answer.json["text"]) == (201, text)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=gbk"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_another_content_type_is_415(client: FlaskClient, alice: Somebody, headers: dict[str, str]) -> None:
    answer = client.post(NOTES, data=b'{"text": "a"}', headers={**alice.headers, **headers})
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


def test_utf8_may_be_named(client: FlaskClient, alice: Somebody) -> None:
    headers = {**alice.headers, "Content-Type": "application/json; charset=UTF-8"}
    assert client.post(NOTES, data=b'{"text": "a"}', headers=headers).status_code == 201


def test_a_body_over_a_megabyte_is_413(client: FlaskClient, alice: Somebody) -> None:
    answer = client.post(NOTES, data=b" " * 1_000_001, headers={**alice.headers, **JSON})
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_a_body_of_a_megabyte_is_read(client: FlaskClient, alice: Somebody) -> None:
    text = json.dumps({"text": "a" * 900_000}).encode()
    assert client.post(NOTES, data=text, headers={**alice.headers, **JSON}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "strange=1",
        "limit=1&limit=2",
        "q=a&q=a",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=1.5",
        "limit=x",
        "limit=",
        "limit=" + "9" * 5000,
        "limit=%EF%BC%91",
        "q=",
        "q=%00",
        "q=%FF",
        "q=%ED%A0%80",
        "q=" + "a" * 3000,
        "cursor=x",
        "cursor=%00",
        "cursor=bnVsbA",
        "cursor=" + "a" * 2000,
        "cursor=WyJvdGhlciIsMV0",
        "cursor=WyJudW1iZXIiLDE4NDQ2NzQ0MDczNzA5NTUxNjE1XQ",
        "cursor=WyJudW1iZXIiLCJ4Il0",
        "cursor=WyJudW1iZXIiXQ",
        "&".join(f"a{n}=1" for n in range(200)),
    ],
)
def test_a_wrong_query_is_422(client: FlaskClient, alice: Somebody, query: str) -> None:
    answer = client.get(f"{NOTES}?{query}", headers=alice.headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "call", [("GET", "/me"), ("DELETE", "/tokens/current"), ("GET", "/trial/things/one")]
)
def test_calls_without_parameters_refuse_any(
    client: FlaskClient, alice: Somebody, call: tuple[str, str]
) -> None:
    method, path = call
    answer = client.open(f"/api/v1{path}?a=1", method=method, headers=alice.headers)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "a")


def test_an_unknown_parameter_on_a_post_is_among_the_errors(client: FlaskClient, alice: Somebody) -> None:
    answer = client.post(f"{NOTES}?a=1", json={}, headers=alice.headers)
    assert {each["field"] for each in answer.json["errors"]} == {"a", "text"}


@pytest.mark.parametrize(
    "part", ["%00", "a%00b", "%FF", "%ED%A0%80", "%0A", "x" * 5000, "..%2F..", "%F0%9F%80%84"]
)
def test_an_id_that_nothing_can_have_is_404(client: FlaskClient, alice: Somebody, part: str) -> None:
    for method in ("GET", "DELETE"):
        answer = client.open(f"/api/v1/trial/things/{part}", method=method, headers=alice.headers)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1//me", "/api/v1/me/", "/%00", "/api/v1/%FF", "/static/x"]
)
def test_an_unknown_address_is_a_404_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "TRACE", "PROPFIND"])
def test_another_method_is_405_with_allow(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/v1/me", method=method)
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "tab\there"])
def test_an_unusable_idempotency_key_is_422(client: FlaskClient, alice: Somebody, key: str) -> None:
    sent = {**alice.headers, "Idempotency-Key": key.encode().decode("latin-1")}
    answer = client.post(NOTES, json={"text": "a"}, headers=sent)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_login_with_strange_words_is_refused_like_any_other(client: FlaskClient) -> None:
    for word in ("' OR 1=1 --", "Ａ" * 100, "\U0001f004"):
        answer = client.post("/api/v1/tokens", json={"username": word, "password": word})
        assert answer.status_code == 401
    for word in ("a\x00", "\ud800", "\u202eadmin", "a" * 101):
        answer = client.post("/api/v1/tokens", json={"username": word, "password": "b"})
        assert answer.status_code == 422
