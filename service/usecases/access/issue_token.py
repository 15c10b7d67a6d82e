"""Logs a person in: a random token for twelve hours, of which only the digest is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from service.db import new_id
from service.errors import Unauthenticated
from service.passwords import password_fits
from service.transaction import Row, Sql, statements
from service.usecases.access.login_attempts import attempt_succeeded, begin_attempt
from service.visibility import Caller, read_caller


@dataclass(frozen=True, slots=True)
class Issued:
    token: str
    expires_at: datetime
    caller: Caller


def issue_token(username: str, password: str, *, source: str, limit: int) -> Issued:
    """1. count the attempt; 2. look at the password, with no connection held; 3. write the token."""
    with statements() as sql:
        attempt = begin_attempt(sql, username, source=source, limit=limit)
        account = sql.one(ACCOUNT, [username])
    if not password_fits(account["password_hash"] if account else None, password) or account is None:
        raise Unauthenticated("账号或密码不正确。", "The account or the password is wrong.")
    with statements() as sql:
        attempt_succeeded(sql, attempt)
        return _issued(sql, account)


def new_token(sql: Sql, *, account_id: object) -> tuple[str, Row | None]:
    """The token itself, said only this once, and the row kept of it; None for a disabled account."""
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode("ascii")).digest()
    return token, sql.one(PUT, {"id": new_id(), "account": account_id, "digest": digest})


def token_for(sql: Sql, username: str) -> str | None:
    """For operators: no password is asked. None for an unknown or disabled account."""
    account = sql.one(ACCOUNT, [username])
    token, row = new_token(sql, account_id=account["id"]) if account else ("", None)
    return token if row else None


def _issued(sql: Sql, account: Row) -> Issued:
    token, row = new_token(sql, account_id=account["id"])
    caller = read_caller(sql, row["digest"]) if row else None
    if row is None or caller is None:
        raise Unauthenticated()
    return Issued(token, row["expires_at"], caller)


ACCOUNT = "SELECT id, password_hash FROM account WHERE username = %s AND disabled_at IS NULL"
PUT = """
WITH dead AS (
    DELETE FROM token WHERE account_id = %(account)s AND expires_at <= guanjia_now()
)
INSERT INTO token (id, account_id, digest, expires_at, created_at)
SELECT %(id)s, id, %(digest)s, guanjia_now() + interval '12 hours', guanjia_now()
  FROM account WHERE id = %(account)s AND disabled_at IS NULL
RETURNING digest, expires_at
"""
