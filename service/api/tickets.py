"""Tickets: opened, read, moved."""

from dataclasses import replace

from flask import Response, g

from schemas.catalog import opening_schema
from schemas.requests import TicketEdit
from schemas.views.ticket import Ticket
from service.api.answers import answer
from service.api.area import Area
from service.api.door import asked, sent
from service.api.guard import bearer_digest, dead_token
from service.api.problems import language
from service.queries.tickets.ticket import the_ticket
from service.usecases.tickets.edit_ticket import edit_ticket
from service.usecases.tickets.fire_trigger import fire_trigger
from service.usecases.tickets.open_ticket import open_ticket

area = Area("tickets", "Tickets, their moves and their log")

FORM = {"type": "object", "description": "The move's form: GET /tickets/{ref}/moves gives its schema."}


@area.call(
    "POST", "/tickets", guard="digest", body=opening_schema(), status=201, answer=Ticket, problems=(404,)
)
def open_a_ticket() -> Response:
    """Open a ticket."""
    return sent(open_ticket(asked()))


@area.call("GET", "/tickets/<ref>", guard="digest", answer=Ticket, version=True)
def show_ticket(ref: str) -> Response:
    """One ticket, by id or number."""
    found = the_ticket(ref, bearer_digest(), language())
    if found is None:
        raise dead_token()
    return answer(found, version=found["version"])


@area.call("PATCH", "/tickets/<ref>", guard="digest", body=TicketEdit, answer=Ticket, version=True)
def edit_a_ticket(ref: str) -> Response:
    """Edit the head of an open ticket: by submitter, assignee or supervisor; the state stays."""
    g.ticket = ref
    return sent(edit_ticket(replace(asked(ref), key=None)))


@area.call(
    "POST",
    "/tickets/<ref>/triggers/<trigger>",
    guard="digest",
    body=FORM,
    body_needed=False,
    answer=Ticket,
    version=True,
    leads_on=True,
)
def fire_a_trigger(ref: str, trigger: str) -> Response:
    """Fire a trigger: the only way a ticket changes its state."""
    g.ticket = ref
    return sent(fire_trigger(asked(ref), trigger))
