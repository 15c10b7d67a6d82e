"""Keyset cursors: opaque to the client, worth nothing to a forger, since every query checks rights anew."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from service.errors import Invalid, invalid_field

MOST = 1000


def cursor_of(order: str, *keys: object) -> str:
    """The place after a row: the order of the list and the row's sort keys (None is a key too)."""
    return base64.urlsafe_b64encode(orjson.dumps([order, *keys])).rstrip(b"=").decode("ascii")


def keys_of(cursor: str | None, order: str, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """The keys a cursor of this order carries, None without a cursor, 422 when it is not one of ours."""
    if cursor is None:
        return None
    found_order, *keys = _unpacked(cursor)
    if found_order != order or len(keys) != len(kinds):
        raise bad_cursor()
    return tuple(_key(key, kind) for key, kind in zip(keys, kinds, strict=True))


def bad_cursor() -> Invalid:
    return invalid_field("cursor", "不是本列表的游标。", "This is no cursor of this list.")


def _unpacked(cursor: str) -> list[Any]:
    if len(cursor) > MOST:
        raise bad_cursor()
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = orjson.loads(packed)
    except (binascii.Error, ValueError) as error:
        raise bad_cursor() from error
    if not isinstance(found, list) or not found:
        raise bad_cursor()
    return found


def _key(key: Any, kind: type) -> Any:
    if key is None:
        return None
    source, read = READERS[kind]
    if type(key) is not source:
        raise bad_cursor()
    try:
        return read(key)
    except ValueError as error:
        raise bad_cursor() from error


def _text(key: str) -> str:
    if "\x00" in key:
        raise ValueError("PostgreSQL keeps no NUL")
    return key


def _number(key: int) -> int:
    if not -(2**63) <= key < 2**63:
        raise ValueError("beyond bigint")
    return key


READERS: Mapping[type, tuple[type, Callable[[Any], object]]] = {
    str: (str, _text),
    int: (int, _number),
    UUID: (str, UUID),
    date: (str, date.fromisoformat),
    datetime: (str, datetime.fromisoformat),
}
