"""Tickets in lists: pages, and the same rows as a workbook."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from schemas.queries import TicketFilter, TicketQuery
from schemas.views.ticket import TicketPage
from service.api.answers import page
from service.api.area import Area
from service.api.cursors import bad_cursor, cursor_of, keys_of
from service.api.downloads import SHEET, downloaded
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import asked_query
from service.queries.tickets.choice import TicketChoice
from service.queries.tickets.export import exported
from service.queries.tickets.listing import tickets_page
from service.queries.tickets.orders import ORDERS
from service.workbooks.writing import MEDIA_TYPE

area = Area("ticket lists", "Tickets in lists")


@area.call("GET", "/tickets", query=TicketQuery, answer=TicketPage, listed=True)
def list_tickets() -> Response:
    """The tickets of the caller's offices, filtered, in one of five orders."""
    caller, asked = current_caller(), asked_query()
    choice = choice_of(asked)
    found, last = tickets_page(
        caller, choice, after=_after(asked["cursor"], choice.sort), limit=asked["limit"], lang=language()
    )
    return page(found, cursor_of(choice.sort, *last) if last else None)


@area.call(
    "GET",
    "/tickets/export.xlsx",
    query=TicketFilter,
    answer=SHEET,
    answer_type=MEDIA_TYPE,
)
def export_tickets() -> Response:
    """The same rows as a workbook, at most 50,000 of them; `Guanjia-Truncated: true` says there were more."""
    caller, asked = current_caller(), asked_query()
    return downloaded(exported(caller, choice_of(asked), lang=language()), "tickets")


def choice_of(asked: Mapping[str, Any]) -> TicketChoice:
    return TicketChoice(**{name: asked[name] for name in TicketChoice.__slots__})


def _after(cursor: str | None, sort: str) -> tuple[Any, ...] | None:
    """A key may be null only where the order knows nulls, and an id never."""
    order = ORDERS[sort]
    keys = keys_of(cursor, sort, order.kinds)
    if keys is not None and (keys[-1] is None or (keys[0] is None and not order.after_null)):
        raise bad_cursor()
    return keys
