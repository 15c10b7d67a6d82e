"""What goes wrong below becomes an answer here: our refusals, Flask's, the database's, and our own faults."""

import psycopg
import sqlalchemy.exc
from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as PlainResponse

from service.api.problems import http_response, problem_response
from service.errors import Invalid, Problem, Unavailable
from service.logs import log_of

SOON = {"Retry-After": "2"}
AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
)

log = log_of("guanjia.http")


def register_failures(app: Flask) -> None:
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPException, refused_by_flask)
    for away in AWAY:
        app.register_error_handler(away, database_away)
    for beyond in (psycopg.DataError, sqlalchemy.exc.DataError):
        app.register_error_handler(beyond, beyond_the_columns)
    for clash in (psycopg.errors.ForeignKeyViolation, sqlalchemy.exc.IntegrityError):
        app.register_error_handler(clash, deleted_meanwhile)
    app.register_error_handler(Exception, our_fault)


def refused_by_flask(error: HTTPException) -> PlainResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return http_response(error)


def database_away(error: Exception) -> Response:
    log.warning("database away", exc_info=error)
    return problem_response(Unavailable(headers=SOON))


def beyond_the_columns(error: Exception) -> Response:
    """A value that passed a schema and no column can hold: the client's to mend, and ours to look at."""
    log.error("value refused by the database", exc_info=error)
    return problem_response(Invalid(errors=[]))


def deleted_meanwhile(error: Exception) -> Response:
    """What was named was there when it was looked up, and another call has deleted it since."""
    if not isinstance(getattr(error, "orig", error), psycopg.errors.ForeignKeyViolation):
        return our_fault(error)
    log.warning("deleted meanwhile", exc_info=error)
    zh = "其中一项刚刚被删除，请刷新后重试。"
    en = "Something that is named here has just been deleted; please read it again."
    return problem_response(Invalid(zh, en, errors=[]))


def our_fault(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return problem_response(Problem())
