"""The only place that commits: one unit of work, or single statements that commit themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from service.db import db

Row = dict[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any] | None


NAMED = re.compile(r"%(?:\((\w+)\))?s")


@dataclass(frozen=True, slots=True)
class Hot:
    """A statement as the server takes it, `$1, $2 …`: the driver would turn a long one anew at every call."""

    text: bytes
    names: tuple[str, ...]


def hot(statement: str) -> Hot:
    """Of a statement with `%(name)s`, or with one `%s`, whose name is `only`; to be made once and kept."""
    names = tuple(dict.fromkeys(found or "only" for found in NAMED.findall(statement)))
    numbered = NAMED.sub(lambda found: f"${names.index(found[1] or 'only') + 1}", statement)
    return Hot(numbered.replace("%%", "%").encode(), names)


@dataclass(frozen=True, slots=True)
class Sql:
    """The driver's own connection; rows come back as dicts."""

    driver: psycopg.Connection[Any]

    def execute(self, statement: LiteralString, parameters: Parameters = None) -> psycopg.Cursor[Row]:
        return self.driver.cursor(row_factory=dict_row).execute(statement, parameters)

    def one(self, statement: LiteralString, parameters: Parameters = None) -> Row | None:
        return self.execute(statement, parameters).fetchone()

    def all(self, statement: LiteralString, parameters: Parameters = None) -> list[Row]:
        return self.execute(statement, parameters).fetchall()

    def first(self, statement: Hot, parameters: Mapping[str, Any]) -> Any:
        """The first value of the first row; None where there is no row. Prepared from the first call on."""
        cursor: psycopg.RawCursor[Any] = psycopg.RawCursor(self.driver)
        given = [parameters[name] for name in statement.names]
        row = cursor.execute(statement.text, given, prepare=True).fetchone()
        return None if row is None else row[0]


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work: the driver's connection for SQL, the ORM session on the same connection."""

    sql: Sql
    session: Session


@contextmanager
def transaction() -> Iterator[Work]:
    """Commits when the block ends, rolls back all of it when the block raises."""
    with _pool_without_the_dead(), db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if driver.autocommit:
            driver.autocommit = False
        connection.begin()
        with Session(bind=connection, expire_on_commit=False) as session:
            yield Work(Sql(driver), session)
            session.flush()
            connection.commit()


@contextmanager
def statements() -> Iterator[Sql]:
    """The driver's own connection in autocommit: the hot paths, where one statement is the whole move.

    It stays so when it goes back: to and fro costs more than the pool's whole turn, and every user says.
    """
    with _pool_without_the_dead():
        raw = db.engine.raw_connection()
        try:
            driver: Any = raw.driver_connection
            if not driver.autocommit:
                driver.autocommit = True
            yield Sql(driver)
        finally:
            raw.close()


@contextmanager
def _pool_without_the_dead() -> Iterator[None]:
    """A server that went away took every pooled connection with it: forget them all at the first sign."""
    try:
        yield
    except psycopg.OperationalError:
        db.engine.dispose()
        raise
