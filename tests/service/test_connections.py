"""What a connection has planned stays planned: the door's long statements take longer to plan than to run."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.transaction import Sql, hot, rehearsal, statements, transaction
from tests.stage import app_on

LONG = hot("SELECT count(*) FROM ticket WHERE id = %(id)s::uuid")
ASKED = {"id": "01a20000-0000-7000-8000-000000000000"}
KNOWN = "SELECT name FROM pg_prepared_statements WHERE statement = %s"


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    with app_on(database_url, pool_size=3) as app, app.app_context():
        yield app


def planned(sql: Sql) -> list[str]:
    return [row["name"] for row in sql.all(KNOWN, [LONG.text.decode()])]


def test_a_refusal_forgets_no_plan(app: Flask) -> None:
    with statements() as sql:
        sql.first(LONG, ASKED)
        before = planned(sql)
    with pytest.raises(ValueError), transaction() as work:
        work.sql.execute("SELECT 1")
        raise ValueError
    with statements() as sql:
        assert before and planned(sql) == before


def test_a_statement_refused_in_a_rehearsal_forgets_no_plan(app: Flask) -> None:
    with statements() as sql:
        sql.first(LONG, ASKED)
        before = planned(sql)
    with rehearsal(), statements() as sql, pytest.raises(Exception, match="division by zero"):
        sql.execute("SELECT 1 / 0")
    with statements() as sql:
        assert before and planned(sql) == before


def test_what_a_refused_unit_wrote_is_gone_and_the_next_one_works(app: Flask) -> None:
    with pytest.raises(ValueError), transaction() as work:
        work.sql.execute("CREATE TEMPORARY TABLE vain (n int)")
        raise ValueError
    with transaction() as work:
        assert work.sql.one("SELECT to_regclass('vain') AS found") == {"found": None}


def test_one_request_after_the_other_uses_the_connection_that_is_warm(app: Flask) -> None:
    with statements() as outer, statements():
        warm = outer.one("SELECT pg_backend_pid() AS pid")
    with statements() as sql:
        assert sql.one("SELECT pg_backend_pid() AS pid") == warm
