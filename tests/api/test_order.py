"""The order of the checks: 401; 404; 400; 428; 412; 422."""

import pytest
from flask.testing import FlaskClient

from tests.api.makers import Somebody

PUSH = "/api/v1/trial/things/{}/push"
BROKEN, FALSE, GOOD = b"{", b'{"text": 1}', b'{"text": "a"}'


@pytest.mark.parametrize(
    ("token", "thing", "body", "version", "expected"),
    [
        (False, "two", BROKEN, None, 401),
        (True, "two", BROKEN, None, 404),
        (True, "one", BROKEN, None, 400),
        (True, "one", FALSE, None, 428),
        (True, "one", FALSE, '"v6"', 412),
        (True, "one", FALSE, '"v7"', 422),
        (True, "one", GOOD, '"v7"', 200),
    ],
)
def test_the_first_fault_decides(
    client: FlaskClient,
    alice: Somebody,
    token: bool,
    thing: str,
    body: bytes,
    version: str | None,
    expected: int,
) -> None:
    headers = {"Content-Type": "application/json", **(alice.headers if token else {})}
    headers |= {"If-Match": version} if version else {}
    assert client.post(PUSH.format(thing), data=body, headers=headers).status_code == expected


@pytest.mark.parametrize(
    "tag", [None, "", "*", '"v7", "v8"', '"v7","v7"', "v7", '"v7', "7", 'w/"v7"', "W/v7", '"v 7"']
)
def test_none_a_star_several_or_no_tag_is_428(client: FlaskClient, alice: Somebody, tag: str | None) -> None:
    headers = alice.headers | ({} if tag is None else {"If-Match": tag})
    answer = client.post(PUSH.format("one"), json={"text": "a"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (428, "version_required")


@pytest.mark.parametrize("tag", ['W/"v7"', '"v6"', '"v07"', '"V7"', '""', '"7"', '"v99999999999999999999"'])
def test_a_weak_old_or_foreign_tag_never_matches(client: FlaskClient, alice: Somebody, tag: str) -> None:
    answer = client.post(PUSH.format("one"), json={"text": "a"}, headers=alice.headers | {"If-Match": tag})
    assert (answer.status_code, answer.json["code"], answer.json["version"]) == (412, "stale", 7)


@pytest.mark.parametrize("seen", ['"v7"', 'W/"v7"', '"v1", "v7"', "*"])
def test_what_was_seen_already_is_304(client: FlaskClient, alice: Somebody, seen: str) -> None:
    answer = client.get("/api/v1/trial/things/one", headers=alice.headers | {"If-None-Match": seen})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", '"v7"')


def test_another_version_is_answered_whole(client: FlaskClient, alice: Somebody) -> None:
    answer = client.get("/api/v1/trial/things/one", headers=alice.headers | {"If-None-Match": '"v6"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"v7"')


def test_an_empty_body_counts_as_an_empty_form(client: FlaskClient, alice: Somebody) -> None:
    answer = client.post(PUSH.format("one"), headers=alice.headers | {"If-Match": '"v7"'})
    assert [each["field"] for each in answer.json["errors"]] == ["text"]


def test_unknown_parameters_of_a_get_come_after_404(client: FlaskClient, alice: Somebody) -> None:
    assert client.get("/api/v1/trial/things/two?a=1", headers=alice.headers).status_code == 404
    assert client.get("/api/v1/trial/things/one?a=1", headers=alice.headers).status_code == 422
