"""The only place that commits: one unit of work, or single statements that commit themselves."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.db import db
from service.losses import gave_way, is_away

Row = dict[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any] | None
Done = TypeVar("Done")
MOST_TRIES = 4
# Counts what is final in this thread's call, a commit or the last try: nothing from before is begun anew.
FINAL: ContextVar[int] = ContextVar("final", default=0)


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


class Alone(Sql):
    """Each statement is a unit of work: one that had to give way has written nothing, and goes again."""

    __slots__ = ()

    def execute(self, statement: LiteralString, parameters: Parameters = None) -> psycopg.Cursor[Row]:
        return repeated(lambda: super(Alone, self).execute(statement, parameters))

    def first(self, statement: Hot, parameters: Mapping[str, Any]) -> Any:
        return repeated(lambda: super(Alone, self).first(statement, parameters))


class Rehearsed(Sql):
    """As in autocommit: a statement that fails takes back itself alone, and the next one goes on."""

    __slots__ = ()

    def execute(self, statement: LiteralString, parameters: Parameters = None) -> psycopg.Cursor[Row]:
        with _savepoint(self.driver):
            return super().execute(statement, parameters)

    def first(self, statement: Hot, parameters: Mapping[str, Any]) -> Any:
        with _savepoint(self.driver):
            return super().first(statement, parameters)


REHEARSAL: ContextVar[Connection | None] = ContextVar("rehearsal", default=None)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Whatever is written inside is taken back at the end, however it ends, and nobody else ever sees it.

    All units of work and statements of the block share one connection, so that each sees what those before
    it wrote: constraints and triggers answer as in earnest, since the writes really run. What a sequence
    gave out stays given.
    """
    with _pool_without_the_dead(), db.engine.connect() as connection:
        _leave_autocommit(_driver(connection))
        connection.begin()
        token = REHEARSAL.set(connection)
        try:
            yield
        finally:
            REHEARSAL.reset(token)
            _take_back(_driver(connection))


def is_rehearsal() -> bool:
    return REHEARSAL.get() is not None


@contextmanager
def transaction() -> Iterator[Work]:
    """Commits when the block ends, rolls back all of it when the block raises."""
    rehearsed = REHEARSAL.get()
    if rehearsed is not None:
        with _rehearsed_work(rehearsed) as work:
            yield work
        return
    with _pool_without_the_dead(), db.engine.connect() as connection:
        driver = _driver(connection)
        _leave_autocommit(driver)
        connection.begin()
        try:
            with Session(bind=connection, expire_on_commit=False) as session:
                yield Work(Sql(driver), session)
                session.flush()
                connection.commit()
                FINAL.set(FINAL.get() + 1)
        except BaseException:
            _take_back(driver)
            raise


def repeated(unit: Callable[[], Done]) -> Done:
    """Does what is one unit of work, and does it anew where it had to give way to others (40P01, 40001).

    Where that is of no use either, nobody around it begins anew: they may have committed something before.
    """
    before = FINAL.get()
    for tries in range(1, MOST_TRIES + 1):
        try:
            return unit()
        except (psycopg.OperationalError, OperationalError) as error:
            if not gave_way(error) or FINAL.get() != before:
                raise
            if tries == MOST_TRIES:
                FINAL.set(before + 1)
                raise
    raise AssertionError("unreachable")


@contextmanager
def statements() -> Iterator[Sql]:
    """The driver's own connection in autocommit: the hot paths, where one statement is the whole move.

    It stays so when it goes back: to and fro costs more than the pool's whole turn, and every user says.
    """
    rehearsed = REHEARSAL.get()
    if rehearsed is not None:
        yield Rehearsed(_driver(rehearsed))
        return
    with _pool_without_the_dead():
        raw = db.engine.raw_connection()
        try:
            driver: Any = raw.driver_connection
            if not driver.autocommit:
                driver.autocommit = True
            yield Alone(driver)
        finally:
            raw.close()


@contextmanager
def _rehearsed_work(connection: Connection) -> Iterator[Work]:
    with (
        connection.begin_nested(),
        Session(bind=connection, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield Work(Sql(_driver(connection)), session)


@contextmanager
def _savepoint(driver: psycopg.Connection[Any]) -> Iterator[None]:
    """Inside a transaction that has begun already: psycopg's own block would begin and end one by itself."""
    driver.execute("SAVEPOINT rehearsed")
    try:
        yield
    except psycopg.Error:
        driver.pgconn.exec_(b"ROLLBACK TO SAVEPOINT rehearsed")
        raise
    driver.execute("RELEASE SAVEPOINT rehearsed")


def _take_back(driver: psycopg.Connection[Any]) -> None:
    """The driver's own rollback also forgets every prepared statement, lest one is of a table made in vain.

    None of ours makes a table; the next caller on this connection would have the long ones planned anew.
    A connection that is lost, or still busy, is left to the pool, which throws it away.
    """
    if driver.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        driver.pgconn.exec_(b"ROLLBACK")


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return connection.connection.driver_connection  # type: ignore[return-value]


def _leave_autocommit(driver: psycopg.Connection[Any]) -> None:
    if driver.autocommit:
        driver.autocommit = False


@contextmanager
def _pool_without_the_dead() -> Iterator[None]:
    """A server that went away took every pooled connection with it: forget them all at the first sign."""
    try:
        yield
    except psycopg.OperationalError as error:
        if is_away(error):
            db.engine.dispose()
        raise
