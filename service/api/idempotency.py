"""The same POST sent twice does one thing: the first answer is kept under its Idempotency-Key for a day."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import orjson
import psycopg
from flask import Response, request

from service.api.asked import body_digests
from service.api.work import keeping_work
from service.errors import InProgress, KeyReused, invalid_field
from service.transaction import Sql, is_rehearsal

WRITTEN = re.compile(r"[\x20-\x7e]{1,255}", re.ASCII)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def idempotency_key() -> str | None:
    """The header, or None; 422 when it is empty, longer than 255 or not printable ASCII.

    A dry run neither keeps an answer nor gives a kept one: it says what the call would do now.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not WRITTEN.fullmatch(key):
        raise invalid_field(
            "Idempotency-Key",
            "应为 1 至 255 个可打印的 ASCII 字符。",
            "This must be 1 to 255 printable ASCII characters.",
        )
    return None if is_rehearsal() else key


def answered_once(account_id: UUID, view: Callable[[], Response]) -> Response:
    """Runs the view and keeps its answer in the same unit of work; a refusal rolls back and keeps nothing."""
    key = idempotency_key()
    if key is None:
        return view()
    digest, *older = body_digests()
    asked = {"account": account_id, "key": key, "path": request.path, "digest": digest, "older": older}
    try:
        with keeping_work() as work:
            return _first_answer(work.sql, asked) or _kept(work.sql, asked, view())
    except psycopg.errors.UniqueViolation as error:
        if error.diag.table_name != "idempotency":
            raise
        raise InProgress() from error


def replayed(row: Mapping[str, Any], asked: Mapping[str, Any]) -> Response:
    """The kept answer, if it was kept for the same call; the body comes back byte for byte."""
    if row["path"] != asked["path"] or bytes(row["body_digest"]) not in (asked["digest"], *asked["older"]):
        raise KeyReused()
    headers = row["headers"] or {}
    answer = Response(row["body"] or b"", status=row["status"])
    answer.headers.pop("Content-Type", None)
    answer.headers.update(headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def kept_headers(answer: Response) -> dict[str, str]:
    return {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}


def _first_answer(sql: Sql, asked: Mapping[str, Any]) -> Response | None:
    """Waits for nobody: whoever holds the lock of this key is still running."""
    if not sql.execute(LOCK, asked).fetchone()["free"]:  # type: ignore[index]
        raise InProgress(headers={"Retry-After": "1"})
    sql.execute(FORGET, asked)
    row = sql.one(FIND, asked)
    return None if row is None else replayed(row, asked)


def _kept(sql: Sql, asked: Mapping[str, Any], answer: Response) -> Response:
    told = {"status": answer.status_code, "headers": orjson.dumps(kept_headers(answer)).decode()}
    sql.execute(KEEP, {**asked, **told, "body": answer.get_data(as_text=True)})
    return answer


LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(account)s::text || ' ' || %(key)s, 0)) AS free"
FORGET = """
DELETE FROM idempotency
 WHERE account_id = %(account)s AND key = %(key)s AND created_at < guanjia_now() - interval '24 hours'
"""
FIND = """
SELECT path, body_digest, status, headers, body FROM idempotency
 WHERE account_id = %(account)s AND key = %(key)s
"""
KEEP = """
INSERT INTO idempotency (account_id, key, path, body_digest, status, headers, body, created_at)
VALUES (%(account)s, %(key)s, %(path)s, %(digest)s, %(status)s, %(headers)s, %(body)s, guanjia_now())
"""
