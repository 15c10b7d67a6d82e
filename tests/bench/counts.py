"""P5: statements of a call, counted at the driver in this process, after everything has run once."""

from collections.abc import Callable
from typing import Any

import orjson
from flask.testing import FlaskClient

from service.app import create_app
from service.db import db
from service.settings import Settings
from tests.bench.callers import ASK, TELL, Opener
from tests.bench.data import token_of
from tests.bench.figures import Told
from tests.bench.house import NO_LIMIT, House
from tests.statement_counter import counted_statements


def counts(house: House) -> Told:
    app = create_app(Settings(database_url=house.database_url, rate_limit=NO_LIMIT))
    with app.app_context():
        told = _counted(house, app.test_client())
        db.engine.dispose()
    return told


def _counted(house: House, client: FlaskClient) -> Told:
    with house.connect() as connection:
        row: Any = connection.execute(SPARE).fetchone()
    ticket, username, clerk = f"/api/v1/tickets/{row[0]}", str(row[1]), token_of("clerk-gz01-1")
    return {
        "move": _second(lambda: _move(client, ticket, token_of(username)), at_most=2),
        "opening": _second(lambda: _open(client), at_most=4),
        "ticket_page": _second(lambda: _page(client, ticket, token_of(username)), at_most=6),
        "queue_page": _second(lambda: [_get(client, "/api/v1/work-items?box=pool", clerk)], at_most=2),
    }


def _second(call: Callable[[], list[int]], *, at_most: int) -> Told:
    call()
    with counted_statements() as seen:
        statuses = call()
    return {"statements": len(seen), "goal": at_most, "reached": len(seen) <= at_most, "answers": statuses}


def _move(client: FlaskClient, ticket: str, token: str) -> list[int]:
    """To and fro, one of the two a call: which, the version tells, read outside the count by its ETag."""
    state = _STATE.pop(ticket, None) or _state(client, ticket, token)
    trigger, body = ("info_received", TELL) if state[0] == "waiting_customer" else ("need_info", ASK)
    answer = client.post(
        f"{ticket}/triggers/{trigger}",
        data=body,
        content_type="application/json",
        headers={
            "Authorization": f"Bearer {token}",
            "If-Match": f'"v{state[1]}"',
            "Idempotency-Key": f"p5-{state[1]}",
        },
    )
    _STATE[ticket] = (orjson.loads(answer.data)["state"], orjson.loads(answer.data)["version"])
    return [answer.status_code]


_STATE: dict[str, tuple[str, int]] = {}


def _state(client: FlaskClient, ticket: str, token: str) -> tuple[str, int]:
    answer = client.get(ticket, headers={"Authorization": f"Bearer {token}"})
    found = orjson.loads(answer.data)
    return found["state"], found["version"]


def _open(client: FlaskClient) -> list[int]:
    head, _, body = Opener(1, 1).next_call().partition(b"\r\n\r\n")
    sent = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    names = ("Authorization", "Idempotency-Key")
    kept = {name: sent[name] for name in names}
    return [
        client.post("/api/v1/tickets", data=body, content_type="application/json", headers=kept).status_code
    ]


def _page(client: FlaskClient, ticket: str, token: str) -> list[int]:
    return [_get(client, f"{ticket}{part}", token) for part in ("", "/moves", "/events")]


def _get(client: FlaskClient, path: str, token: str) -> int:
    return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


SPARE = "SELECT ticket, username FROM bench_target WHERE NOT http ORDER BY n DESC LIMIT 1"
