"""Logging in, being known, logging out."""

import time

import pytest
from flask.testing import FlaskClient

from service.transaction import statements
from tests.api.makers import PASSWORD, Somebody, give_desk, make_account, make_office


def log_in(client: FlaskClient, username: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post("/api/v1/tokens", json={"username": username, "password": password})


def test_a_login_gives_a_token_that_names_its_person(client: FlaskClient, alice: Somebody, gz01: str) -> None:
    made = log_in(client, alice.username)
    assert made.status_code == 201
    assert set(made.json) == {"token", "expires_at", "user"}
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {made.json['token']}"})
    assert me.status_code == 200
    assert me.json == made.json["user"]
    assert me.json["id"] == alice.id
    assert [(held["desk"], held["office"]["code"]) for held in me.json["desks"]] == [("clerk", gz01)]


def test_the_token_is_kept_only_as_a_digest(client: FlaskClient, alice: Somebody) -> None:
    token = log_in(client, alice.username).json["token"]
    with statements() as sql:
        rows = sql.all("SELECT t::text AS row FROM token t")
    assert not any(token in row["row"] for row in rows)


def test_wrong_password_and_unknown_name_get_the_same_answer(client: FlaskClient, alice: Somebody) -> None:
    wrong, unknown = log_in(client, alice.username, "wrong"), log_in(client, "nobody-here", "wrong")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    kept = {"type", "title", "status", "detail", "code"}
    assert {k: wrong.json[k] for k in kept} == {k: unknown.json[k] for k in kept}


def test_an_unknown_name_takes_as_long_as_a_wrong_password(client: FlaskClient, alice: Somebody) -> None:
    def best(username: str) -> float:
        took = []
        for _ in range(5):
            started = time.process_time()
            log_in(client, username, "wrong")
            took.append(time.process_time() - started)
        return min(took)

    known, unknown = best(alice.username), best("nobody-at-all")
    assert 0.4 < known / unknown < 2.5


def test_guessing_is_stopped_and_the_right_password_waits_too(client: FlaskClient, alice: Somebody) -> None:
    answers = [log_in(client, alice.username, "wrong").status_code for _ in range(20)]
    assert answers == [401] * 20
    refused = log_in(client, alice.username)
    assert refused.status_code == 429
    assert refused.json["code"] == "too_many"
    assert int(refused.headers["Retry-After"]) > 60


def test_logging_out_ends_the_token_at_once(client: FlaskClient, alice: Somebody) -> None:
    assert client.delete("/api/v1/tokens/current", headers=alice.headers).status_code == 204
    assert client.get("/api/v1/me", headers=alice.headers).status_code == 401


def test_a_token_dies_with_account_and_day(client: FlaskClient, alice: Somebody, bob: Somebody) -> None:
    with statements() as sql:
        sql.execute("UPDATE account SET disabled_at = guanjia_now() WHERE id = %s", [alice.id])
        sql.execute("UPDATE token SET expires_at = guanjia_now() WHERE account_id = %s", [bob.id])
    assert client.get("/api/v1/me", headers=alice.headers).status_code == 401
    assert client.get("/api/v1/me", headers=bob.headers).status_code == 401
    assert log_in(client, alice.username).status_code == 401


def test_a_desk_taken_away_is_gone_with_the_next_call(client: FlaskClient, alice: Somebody) -> None:
    with statements() as sql:
        sql.execute("UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s", [alice.id])
    assert client.get("/api/v1/me", headers=alice.headers).json["desks"] == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer x",
        "Basic YTpi",
        "Bearer " + "a" * 43,
        "Bearer " + "a" * 9999,
        "Bearer \u00e9" + "a" * 42,
    ],
)
def test_garbage_instead_of_a_token_is_401_with_a_challenge(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_colleagues_are_found_by_desk_and_others_stay_unseen(
    client: FlaskClient, alice: Somebody, bob: Somebody, carol: Somebody, gz01: str, gz02: str
) -> None:
    found = client.get("/api/v1/users?desk=supervisor", headers=alice.headers).json["items"]
    assert [each["username"] for each in found] == [bob.username]
    everybody = client.get(f"/api/v1/users?office={gz01}", headers=alice.headers).json["items"]
    assert {each["username"] for each in everybody} == {alice.username, bob.username}
    assert client.get(f"/api/v1/users?office={gz02}", headers=alice.headers).json["items"] == []
    assert client.get("/api/v1/users?q=%25", headers=alice.headers).json["items"] == []


def test_a_crawl_of_colleagues_meets_each_once(client: FlaskClient, alice: Somebody, gz01: str) -> None:
    with statements() as sql:
        made = {make_account(sql, office=gz01, desk="tech").username for _ in range(5)} | {alice.username}
    met, address = [], "/api/v1/users?limit=2"
    while address:
        answer = client.get(address, headers=alice.headers)
        met += [each["username"] for each in answer.json["items"]]
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
        assert bool(answer.json["next"]) == bool(address)
    assert sorted(met) == sorted(made)


def test_a_desk_at_a_project_reaches_the_offices_below(client: FlaskClient) -> None:
    with statements() as sql:
        above = make_office(sql)
        below = make_office(sql, parent=above)
        head = make_account(sql, office=above, desk="city")
        hand = make_account(sql, office=below, desk="tech")
    seen = client.get("/api/v1/users", headers=head.headers).json["items"]
    assert {each["username"] for each in seen} == {head.username, hand.username}
    back = client.get("/api/v1/users", headers=hand.headers).json["items"]
    assert {each["username"] for each in back} == {hand.username}


def test_one_account_may_hold_several_desks(client: FlaskClient, alice: Somebody, gz02: str) -> None:
    with statements() as sql:
        give_desk(sql, alice.id, office=gz02, desk="dispatcher")
    assert len(client.get("/api/v1/me", headers=alice.headers).json["desks"]) == 2
