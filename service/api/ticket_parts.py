"""The order of checks that all calls on parts of a ticket share: 401, 404, then what was sent."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from flask import Response

from service.api.answers import page
from service.api.cursors import bad_cursor, cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.errors import Problem
from service.queries.tickets.around import Around, page_around
from service.queries.tickets.visible import visible_ticket
from service.transaction import statements

Asked = TypeVar("Asked")


def seen_first(ref: str, read: Callable[[], Asked]) -> Asked:
    """What was asked. Where that is wrong, 404 still comes first: only then the row is looked for here."""
    try:
        return read()
    except Problem:
        with statements() as sql:
            visible_ticket(sql, ref, current_caller())
        raise


def around_page(ref: str, around: Around, order: str) -> Response:
    after, limit = seen_first(ref, partial(page_asked, order, UUID))
    found, more = page_around(ref, around, current_caller(), after=after, limit=limit)
    return page(found, cursor_of(order, found[-1]["id"]) if more else None)


def page_asked(order: str, kind: type) -> tuple[Any, int]:
    """The key to go on from, None at the beginning, and how many rows."""
    asked = asked_query()
    keys = keys_of(asked["cursor"], order, (kind,))
    if keys == (None,):
        raise bad_cursor()
    return (keys[0] if keys else None), asked["limit"]
