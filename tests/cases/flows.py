"""Tickets brought to the state that a test begins in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.models.customer import Customer
from tests.cases.conftest import Ticket, Town, change

COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "晚上十点后很吵"}
REPAIR = {"category": "水", "urgency": "normal", "place": "private"}
QUOTE_FEN = 30_000


def complaint(town: Town, **details: Any) -> Ticket:
    said = COMPLAINT | details
    return town.open("clerk", "complaint", said, room=town.room.code, customer=town.customer.code)


def investigated(town: Town, **details: Any) -> Ticket:
    ticket = complaint(town, **details)
    ticket.fire("clerk", "accept")
    ticket.fire("supervisor", "assign", to=town.who("tech").account.username)
    return ticket


def resolved(town: Town, **details: Any) -> Ticket:
    ticket = investigated(town, **details)
    ticket.fire("tech", "propose", cause="风机", plan="换风机")
    ticket.fire("supervisor", "approve")
    ticket.fire("tech", "done", result="已换")
    return ticket


def repair(town: Town, *, customer: Customer | None = None, **details: Any) -> Ticket:
    top = {"customer": customer.code} if customer else {}
    return town.open("clerk", "repair", REPAIR | details, room=town.room.code, **top)


def triaged(town: Town, **details: Any) -> Ticket:
    ticket = repair(town, **details)
    ticket.fire("dispatcher", "triage", place="private")
    return ticket


def on_site(town: Town, *, free: bool, tech: str = "tech", customer: Customer | None = None) -> Ticket:
    ticket = repair(town, customer=customer)
    ticket.fire("dispatcher", "triage", place="private", in_warranty=free)
    ticket.fire("dispatcher", "dispatch", to=town.who(tech).account.username)
    ticket.fire(tech, "accept")
    ticket.fire(tech, "arrive")
    return ticket


def waiting_payment(town: Town, *, customer: Customer | None = None, fen: int = QUOTE_FEN) -> Ticket:
    ticket = on_site(town, free=False, customer=customer)
    ticket.fire("tech", "quote", lines=[{"item": "阀门", "quantity": 1, "price_fen": fen}])
    ticket.fire("clerk", "accept_quote", amount_fen=fen)
    ticket.fire("tech", "complete", hours="1.5")
    ticket.fire("clerk", "accept_work", rating=5)
    return ticket


def visiting(town: Town, *, tech: str = "tech", customer: Customer | None = None) -> Ticket:
    ticket = on_site(town, free=True, tech=tech, customer=customer)
    ticket.fire(tech, "start")
    ticket.fire(tech, "complete", hours="1.5")
    ticket.fire("clerk", "accept_work", rating=5)
    return ticket


def dunning(town: Town, *, charges: Any = "overdue", who: str = "clerk", **details: Any) -> Ticket:
    said = {"customer": town.customer.code, "measure": "sms", "charges": charges} | details
    return town.open(who, "dunning", said)


def approved(town: Town, **details: Any) -> Ticket:
    ticket = dunning(town, **details)
    ticket.fire("clerk", "submit", skip_reason="金额较大")
    ticket.fire("supervisor", "approve")
    return ticket


def delivered(town: Town, **details: Any) -> Ticket:
    ticket = approved(town, **details)
    ticket.fire("clerk", "execute")
    ticket.fire("clerk", "delivered", at=ago(days=2), reference="回执 1")
    return ticket


def ago(**span: Any) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def visit(parent: Ticket) -> Ticket:
    """As its effect opens it."""
    ticket = parent.town.open_by_itself("visit", {}, parent)
    parent.delivered("open_visit")
    return ticket


def visited(parent: Ticket, answer: str = "answered_ok", **form: Any) -> Ticket:
    """The visit, made and ended."""
    parent.town.who("visitor")
    ticket = visit(parent)
    assert ticket.system("assign").moved
    ticket.fire("visitor", "attempt")
    ticket.fire("visitor", answer, **({"score": 5} if answer == "answered_ok" else form))
    return ticket


def no_visits(customer: Customer, until: str) -> None:
    change(
        "UPDATE customer SET no_visits_until = guanjia_now() + %s::interval WHERE id = %s", until, customer.id
    )
