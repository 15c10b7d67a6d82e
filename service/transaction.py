"""The only place that commits: one unit of work, or single statements that commit themselves."""

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


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work: the driver's connection for SQL, the ORM session on the same connection."""

    sql: Sql
    session: Session


@contextmanager
def transaction() -> Iterator[Work]:
    """Commits when the block ends, rolls back all of it when the block raises."""
    with _pool_without_the_dead(), db.engine.connect() as connection:
        connection.begin()
        with Session(bind=connection, expire_on_commit=False) as session:
            yield Work(Sql(connection.connection.driver_connection), session)  # type: ignore[arg-type]
            session.flush()
            connection.commit()


@contextmanager
def statements() -> Iterator[Sql]:
    """The driver's own connection in autocommit: the hot paths, where one statement is the whole move."""
    with _pool_without_the_dead():
        raw = db.engine.raw_connection()
        driver: Any = raw.driver_connection
        driver.autocommit = True
        try:
            yield Sql(driver)
        finally:
            if not driver.closed:
                driver.autocommit = False
            raw.close()


@contextmanager
def _pool_without_the_dead() -> Iterator[None]:
    """A server that went away took every pooled connection with it: forget them all at the first sign."""
    try:
        yield
    except psycopg.OperationalError:
        db.engine.dispose()
        raise
