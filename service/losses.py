"""What an error of the driver means: the database is away, somebody holds the row, or both gave way."""

from typing import Final

import psycopg
import sqlalchemy.exc

# Connection exceptions, shut down, too many clients, out of disk or memory (PostgreSQL, appendix A).
LOST: Final = frozenset({"57P01", "57P02", "57P03", "57P05"})
LOST_CLASSES: Final = ("08", "53")
GIVEN_WAY: Final = frozenset({"40P01", "40001"})
HELD: Final = "55P03"


def is_away(error: BaseException) -> bool:
    """There is no connection any more, there was none, or the server has nothing left to work with."""
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return True
    cause = cause_of(error)
    if not isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    state = cause.sqlstate
    return state is None or state in LOST or state.startswith(LOST_CLASSES)


def gave_way(error: BaseException) -> bool:
    """Two waited for each other, and this one was taken back whole: it can be begun anew."""
    return _state(error) in GIVEN_WAY


def waited_too_long(error: BaseException) -> bool:
    return _state(error) == HELD


def cause_of(error: BaseException) -> BaseException:
    """The driver's own error, out of SQLAlchemy's wrapping."""
    return error.orig or error if isinstance(error, sqlalchemy.exc.DBAPIError) else error


def _state(error: BaseException) -> str | None:
    cause = cause_of(error)
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None
