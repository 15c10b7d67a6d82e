"""A call never waits long for what somebody else is writing, and says so."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.transaction import transaction
from tests.stage import Stage, answer, app_on, stage_on


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    with app_on(database_url, lock_seconds=1) as app, app.app_context():
        yield app


@pytest.fixture
def stage(app: Flask) -> Stage:
    return stage_on(app)


def test_a_call_gives_up_a_row_that_is_held_and_says_when_to_come_again(stage: Stage) -> None:
    body = {"room": str(stage.room.id), "customer": str(stage.customer.id), "on": "2026-03-01"}
    stage.who("clerk")
    with transaction() as other:
        other.sql.execute("SELECT FROM room WHERE id = %s FOR UPDATE", [stage.room.id])
        held = stage.send("clerk", "POST", "/handovers", body)
        said = answer(held, 503)
        assert (said["code"], "未保存" in said["detail"]) == ("unavailable", True)
        assert int(held.headers["Retry-After"]) > 0
        answer(stage.send("clerk", "GET", f"/rooms/{stage.room.id}"), 200)
    answer(stage.send("clerk", "POST", "/handovers", body), 201)


def test_a_database_that_already_has_options_keeps_them(database_url: str) -> None:
    url = f"{database_url}{'&' if '?' in database_url else '?'}options=-c%20statement_timeout%3D7s"
    with app_on(url, lock_seconds=3) as app, app.app_context(), transaction() as work:
        found = work.sql.one(
            "SELECT current_setting('lock_timeout') AS l, current_setting('statement_timeout') AS s"
        )
    assert found == {"l": "3s", "s": "7s"}
