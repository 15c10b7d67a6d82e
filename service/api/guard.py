"""Who calls: the bearer token is the only way in, and only its digest is ever compared."""

import hashlib

import structlog
from flask import g, request

from service.api.limits import BEARER, count_stranger
from service.errors import Unauthenticated
from service.transaction import statements
from service.visibility import Caller, read_caller


def token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()


def bearer_digest() -> bytes:
    """SHA-256 of the token; 401 without a statement when there is none or it cannot be one of ours."""
    header = request.headers.get("Authorization")
    if header is None:
        raise Unauthenticated(headers={"WWW-Authenticate": 'Bearer realm="guanjia"'})
    found = BEARER.fullmatch(header)
    if found is None:
        raise dead_token()
    return token_digest(found[1])


def current_caller() -> Caller:
    """The caller of this request, read once; 401 when the token is dead."""
    caller: Caller | None = g.get("caller")
    if caller is None:
        digest = bearer_digest()
        with statements() as sql:
            caller = read_caller(sql, digest)
        if caller is None:
            raise dead_token()
        _remember(caller)
    return caller


def dead_token() -> Unauthenticated:
    """429 instead where its address has sent too many of them."""
    count_stranger()
    challenge = 'Bearer realm="guanjia", error="invalid_token"'
    return Unauthenticated(headers={"WWW-Authenticate": challenge})


def _remember(caller: Caller) -> None:
    g.caller = caller
    structlog.contextvars.bind_contextvars(actor=str(caller.account_id))
