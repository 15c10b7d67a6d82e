"""Counts wrong passwords by account and by address, before the password is looked at."""

import hashlib
import unicodedata
from uuid import UUID

from service.db import new_id
from service.errors import TooMany
from service.transaction import Sql

ADDRESS_FACTOR = 10  # a whole office logs in from one address


def begin_attempt(sql: Sql, username: str, *, source: str, limit: int) -> UUID:
    """Writes the attempt down as failed until it succeeds; 429 when there were too many of late."""
    attempt = new_id()
    told = {"id": attempt, "who": _digest(username), "source": _digest(source)}
    counted = sql.one(BEGIN, {**told, "by_who": limit, "by_source": limit * ADDRESS_FACTOR})
    if counted and counted["refused"]:
        raise _too_many(counted["wait"])
    return attempt


def attempt_succeeded(sql: Sql, attempt: UUID) -> None:
    sql.execute("UPDATE login_attempt SET succeeded = true WHERE id = %s", [attempt])


def _too_many(wait: int) -> TooMany:
    sentences = "登录失败次数过多，请稍后再试。", "Too many failed logins; please wait a little."
    return TooMany(*sentences, headers={"Retry-After": str(max(1, wait))})


def _digest(text: str) -> bytes:
    return hashlib.sha256(unicodedata.normalize("NFKC", text).casefold().encode()).digest()


# A refused attempt is not written down: whoever waits gets in again.
BEGIN = """
WITH old AS (
    DELETE FROM login_attempt WHERE at < guanjia_now() - interval '1 day'
), recent AS (
    SELECT true AS mine, at FROM login_attempt
     WHERE who = %(who)s AND NOT succeeded AND at > guanjia_now() - interval '15 minutes'
    UNION ALL
    SELECT false, at FROM login_attempt
     WHERE source = %(source)s AND NOT succeeded AND at > guanjia_now() - interval '15 minutes'
), counted AS (
    SELECT count(*) FILTER (WHERE mine) >= %(by_who)s
           OR count(*) FILTER (WHERE NOT mine) >= %(by_source)s AS refused,
           ceil(extract(epoch FROM min(at) + interval '15 minutes' - guanjia_now()))::int AS wait
      FROM recent
), put AS (
    INSERT INTO login_attempt (id, who, source, at, succeeded)
    SELECT %(id)s, %(who)s, %(source)s, guanjia_now(), false FROM counted WHERE NOT refused
)
SELECT refused, coalesce(wait, 1) AS wait FROM counted
"""
