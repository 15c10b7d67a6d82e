"""The hash chain of a ticket: each event names the one before, so none can be changed unseen."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from workflows.case import User

DOMAIN = b"guanjia/event/1\n"
CONTENT = b"guanjia/content/1\n"
COMMENT = b"guanjia/comment/1\n"
# A moment that is not plain is refused here: it would be spelt in another way than `plain` does.
SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
ATOMS = frozenset({type(None), bool, int, str})


def event_hash(previous: bytes | None, event: Mapping[str, Any]) -> bytes:
    """SHA-256 over the domain, the previous hash and the canonical JSON of an event that is plain already."""
    return hashlib.sha256(DOMAIN + (previous or b"") + orjson.dumps(event, option=SORTED)).digest()


def content_hash(content: Mapping[str, Any]) -> bytes:
    """What a signer saw: a vote stores it, so nobody can say it was given for something else."""
    return hashlib.sha256(CONTENT + canonical(content)).digest()


def comment_hash(comment: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(COMMENT + canonical(comment)).digest()


def canonical(said: object) -> bytes:
    """One byte string for one meaning, after RFC 8785: sorted members, no spaces, no floats."""
    return orjson.dumps(plain(said), option=orjson.OPT_SORT_KEYS)


def native(said: object) -> str:
    """JSON for the database, which reads a moment in any spelling: what is not hashed needs no one form."""
    return orjson.dumps(said, default=_plain).decode()


def plain(said: Any) -> Any:
    """Only what JSON knows; moments as RFC 3339 in UTC with microseconds.

    The common kinds come first, by exact type: a move passes some two hundred values through here.
    """
    kind = type(said)
    if kind in ATOMS:
        return said
    if kind is dict:
        return {
            name if type(name) is str else str(name): value if type(value) in ATOMS else plain(value)
            for name, value in said.items()
        }
    if kind is list:
        return [value if type(value) in ATOMS else plain(value) for value in said]
    return _moment(said) if kind is datetime else _plain(said)


def _moment(said: datetime) -> str:
    return said.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(said: Any) -> Any:
    match said:
        case None | bool() | int() | str():
            return said
        case datetime():
            return _moment(said)
        case date():
            return said.isoformat()
        case UUID() | Decimal():
            return str(said)
        case User():
            return said.username
        case Mapping():
            return {str(name): plain(value) for name, value in said.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in said]
    raise TypeError(f"{type(said).__name__} has no canonical form")
