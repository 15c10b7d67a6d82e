"""What may be done with a ticket, and what was done."""

from functools import partial

from flask import Response

from schemas.queries import Paged
from schemas.views.ticket import EventPage, Moves
from service.api.answers import answer, page
from service.api.area import Area
from service.api.cursors import cursor_of
from service.api.guard import bearer_digest, current_caller, dead_token
from service.api.problems import language
from service.api.ticket_parts import page_asked, seen_first
from service.queries.tickets.events import events_page
from service.queries.tickets.moves import moves_of

area = Area("ticket log", "What may be done with a ticket, and what was done")


@area.call("GET", "/tickets/<ref>/moves", guard="digest", answer=Moves)
def list_moves(ref: str) -> Response:
    """Every trigger of the present state: its form, why not, and who could."""
    found = moves_of(ref, bearer_digest(), language())
    if found is None:
        raise dead_token()
    return answer(found)


@area.call("GET", "/tickets/<ref>/events", query=Paged, answer=EventPage, listed=True)
def list_events(ref: str) -> Response:
    """The append-only log (流水), from the opening on."""
    after, limit = seen_first(ref, partial(page_asked, "seq", int))
    found, more = events_page(ref, current_caller(), after=after or 0, limit=limit)
    return page(found, cursor_of("seq", found[-1]["seq"]) if more else None)
