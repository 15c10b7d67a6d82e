"""What goes wrong below becomes an answer here: our refusals, Flask's, the database's, and our own faults."""

import psycopg
import sqlalchemy.exc
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as PlainResponse

from service.api.problems import http_response, problem_response
from service.errors import FieldError, Invalid, Problem, Unavailable
from service.logs import log_of
from service.losses import gave_way, is_away, waited_too_long

SOON = {"Retry-After": "2"}
OPERATIONAL = (
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
    for kind in OPERATIONAL:
        app.register_error_handler(kind, not_done)
    for beyond in (psycopg.DataError, sqlalchemy.exc.DataError):
        app.register_error_handler(beyond, beyond_the_columns)
    for clash in (psycopg.errors.ForeignKeyViolation, sqlalchemy.exc.IntegrityError):
        app.register_error_handler(clash, deleted_meanwhile)
    app.register_error_handler(Exception, our_fault)


def refused_by_flask(error: HTTPException) -> PlainResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return http_response(error)


def not_done(error: Exception) -> Response:
    """Nothing was written: the database is away, or others hold what was to be written."""
    if is_away(error):
        log.warning("database away", exc_info=error)
        return problem_response(Unavailable(headers=SOON))
    if waited_too_long(error) or gave_way(error):
        log.warning("rows held by others", exc_info=error)
        return problem_response(held_by_others())
    return our_fault(error)


def held_by_others() -> Unavailable:
    zh = "别人正在修改同一内容，请稍后再试；本次未保存任何内容。"
    en = "Somebody is writing the same rows: try again in a moment; nothing was saved."
    return Unavailable(zh, en, headers=SOON)


def beyond_the_columns(error: Exception) -> Response:
    """A value that passed a schema and no column can hold: the client's to mend, and ours to look at.

    Who sent no value has none to mend.
    """
    if request.method in ("GET", "HEAD") and not request.args:
        return our_fault(error)
    log.error("value refused by the database", exc_info=error)
    wrong = [FieldError(name, "超出允许的范围", "This is out of range.") for name in request.args]
    return problem_response(Invalid(errors=wrong))


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
