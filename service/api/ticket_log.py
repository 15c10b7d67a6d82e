"""What may be done with a ticket, and what was done."""

from functools import partial

from flask import Response

from schemas.queries import MovesQuery, Paged, WhyNotQuery
from schemas.views.ticket import EventPage, Moves, Right
from service.api.answers import answer, page
from service.api.area import Area
from service.api.cursors import cursor_of
from service.api.guard import bearer_digest, current_caller
from service.api.problems import language
from service.api.query import asked_query
from service.api.ticket_parts import page_asked, seen_first
from service.queries.tickets.events import events_page
from service.usecases.rights.moves import moves_of
from service.usecases.rights.why_not import explain_right

area = Area("ticket log", "What may be done with a ticket, and what was done")


@area.call("GET", "/tickets/<ref>/moves", guard="digest", query=MovesQuery, answer=Moves)
def list_moves(ref: str) -> Response:
    """Every trigger of the present state: its form, why not, and who could; `as` asks for somebody else."""
    asked = seen_first(ref, asked_query)
    return answer(moves_of(ref, bearer_digest(), language(), whom=asked["as_"]))


@area.call("GET", "/tickets/<ref>/why-not", guard="digest", query=WhyNotQuery, answer=Right)
def explain_a_right(ref: str) -> Response:
    """Whether somebody may fire a trigger or do an operation, all that stands in the way, and who could.

    For oneself; for others by supervisor, pm, auditor and admin.
    """
    asked = seen_first(ref, asked_query)
    found = explain_right(ref, bearer_digest(), language(), whom=asked["person"], action=asked["action"])
    return answer(found)


@area.call("GET", "/tickets/<ref>/events", query=Paged, answer=EventPage, listed=True)
def list_events(ref: str) -> Response:
    """The append-only log (流水), from the opening on."""
    after, limit = seen_first(ref, partial(page_asked, "seq", int))
    found, more = events_page(ref, current_caller(), after=after or 0, limit=limit)
    return page(found, cursor_of("seq", found[-1]["seq"]) if more else None)
