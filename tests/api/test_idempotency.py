"""The same POST sent twice does one thing."""

import hashlib
import threading

from flask import Flask
from flask.testing import FlaskClient

from service.transaction import statements, transaction
from tests.api.makers import Somebody

NOTES = "/api/v1/trial/notes"


def keyed(person: Somebody, key: str) -> dict[str, str]:
    return person.headers | {"Idempotency-Key": key}


def written(text: str) -> int:
    with statements() as sql:
        row = sql.one("SELECT count(*) AS n FROM person WHERE name = %s", [text])
    return int(row["n"]) if row else 0


def test_the_first_answer_comes_again_byte_for_byte(client: FlaskClient, alice: Somebody) -> None:
    first = client.post(NOTES, json={"text": "once only"}, headers=keyed(alice, "a"))
    again = client.post(NOTES, json={"text": "once only"}, headers=keyed(alice, "a"))
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert written("once only") == 1


def test_what_is_kept_with_a_key_tells_nobody_who_tries_out_bodies(
    client: FlaskClient, alice: Somebody
) -> None:
    """A phone number in a body has few digits; who holds a dump has no key to try them with."""
    raw = b'{"text": "13800138000"}'
    headers = keyed(alice, "secret") | {"Content-Type": "application/json"}
    assert client.post(NOTES, data=raw, headers=headers).status_code == 201
    with statements() as sql:
        row = sql.one("SELECT body_digest FROM idempotency WHERE key = 'secret'")
        assert row and bytes(row["body_digest"]) != hashlib.sha256(raw).digest()
        sql.execute("UPDATE idempotency SET body_digest = sha256(%s) WHERE key = 'secret'", [raw])
    again = client.post(NOTES, data=raw, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true", "as the release before kept it"


def test_without_a_key_each_call_counts(client: FlaskClient, alice: Somebody) -> None:
    for _ in range(2):
        client.post(NOTES, json={"text": "twice"}, headers=alice.headers)
    assert written("twice") == 2


def test_the_same_key_with_another_body_is_refused(client: FlaskClient, alice: Somebody) -> None:
    client.post(NOTES, json={"text": "mine"}, headers=keyed(alice, "b"))
    other = client.post(NOTES, json={"text": "other"}, headers=keyed(alice, "b"))
    assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert written("other") == 0


def test_a_key_belongs_to_its_caller(client: FlaskClient, alice: Somebody, bob: Somebody) -> None:
    made = [client.post(NOTES, json={"text": "shared"}, headers=keyed(who, "c")) for who in (alice, bob)]
    assert [each.status_code for each in made] == [201, 201]
    assert made[0].json["by"] != made[1].json["by"]


def test_a_refusal_keeps_nothing_and_the_key_stays_free(client: FlaskClient, alice: Somebody) -> None:
    refused = client.post(NOTES, json={"text": "refuse me"}, headers=keyed(alice, "d"))
    assert (refused.status_code, written("refuse me")) == (422, 0)
    assert client.post(NOTES, json={"text": "taken"}, headers=keyed(alice, "d")).status_code == 201


def test_a_fault_after_the_writing_takes_it_back(client: FlaskClient, alice: Somebody) -> None:
    broken = client.post(NOTES, json={"text": "break it"}, headers=keyed(alice, "e"))
    assert (broken.status_code, written("break it")) == (500, 0)


def test_after_a_day_the_key_is_free_again(client: FlaskClient, alice: Somebody) -> None:
    client.post(NOTES, json={"text": "daily"}, headers=keyed(alice, "f"))
    with statements() as sql:
        sql.execute("UPDATE idempotency SET created_at = created_at - interval '25 hours' WHERE key = 'f'")
    again = client.post(NOTES, json={"text": "daily"}, headers=keyed(alice, "f"))
    assert (again.status_code, "Idempotency-Replayed" in again.headers, written("daily")) == (201, False, 2)


def test_while_the_first_still_runs_the_second_is_told_so(client: FlaskClient, alice: Somebody) -> None:
    with transaction() as running:
        running.sql.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s || ' ' || 'g', 0))", [alice.id])
        second = client.post(NOTES, json={"text": "patience"}, headers=keyed(alice, "g"))
    assert (second.status_code, second.json["code"]) == (409, "in_progress")
    assert second.headers["Retry-After"] == "1"


def test_of_many_at_once_one_writes(app: Flask, alice: Somebody) -> None:
    ready, statuses = threading.Barrier(8), []

    def send() -> None:
        own = app.test_client()
        ready.wait()
        statuses.append(own.post(NOTES, json={"text": "storm"}, headers=keyed(alice, "h")).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert written("storm") == 1
