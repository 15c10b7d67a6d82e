"""Tickets of a stage's own office, brought by people to where an effect begins."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.transaction import Row, statements, transaction
from tests import makers
from tests.stage import Stage, stage_on
from tests.workers.town import Town

COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修，无法休息"}
REPAIR = {"category": "水", "urgency": "normal", "place": "private"}


def staged(here: Town) -> Stage:
    """Its customer has a telephone of his own."""
    stage = stage_on(here.app)
    number = f"+8613{int(stage.customer.id) % 10**9:09d}"
    with transaction() as work:
        makers.set_phone(work, stage.customer, number)
    return stage


@pytest.fixture
def stage(here: Town) -> Iterator[Stage]:
    yield staged(here)


def complaint(stage: Stage) -> Row:
    return stage.opened("clerk", "complaint", COMPLAINT, customer=stage.customer.code, room=stage.room.code)


def investigated(stage: Stage) -> Row:
    ticket = stage.fired("clerk", complaint(stage), "accept")
    return stage.fired("supervisor", ticket, "assign", {"to": stage.who("tech").username})


def resolved(stage: Stage) -> Row:
    ticket = stage.fired("tech", investigated(stage), "propose", {"cause": "风机", "plan": "换风机"})
    ticket = stage.fired("supervisor", ticket, "approve")
    return stage.fired("tech", ticket, "done", {"result": "已换"})


def on_site(stage: Stage, *, free: bool) -> Row:
    ticket = stage.opened("clerk", "repair", REPAIR, customer=stage.customer.code, room=stage.room.code)
    ticket = stage.fired("dispatcher", ticket, "triage", {"place": "private", "in_warranty": free})
    ticket = stage.fired("dispatcher", ticket, "dispatch", {"to": stage.who("tech").username})
    return stage.fired("tech", stage.fired("tech", ticket, "accept"), "arrive")


def visiting(stage: Stage) -> Row:
    ticket = stage.fired("tech", on_site(stage, free=True), "start")
    ticket = stage.fired("tech", ticket, "complete", {"hours": "1.5"})
    return stage.fired("clerk", ticket, "accept_work", {"rating": 5})


def waiting_payment(stage: Stage, fen: int = 30_000) -> Row:
    lines = [{"item": "阀门", "quantity": 1, "price_fen": fen}]
    ticket = stage.fired("tech", on_site(stage, free=False), "quote", {"lines": lines})
    ticket = stage.fired("clerk", ticket, "accept_quote", {"amount_fen": fen})
    ticket = stage.fired("tech", ticket, "complete", {"hours": "1.5"})
    return stage.fired("clerk", ticket, "accept_work", {"rating": 5})


def dunning(stage: Stage, *charges: str) -> Row:
    """Approved, to be carried out by message."""
    said = {"customer": stage.customer.code, "measure": "sms", "charges": list(charges)}
    ticket = stage.fired("clerk", stage.opened("clerk", "dunning", said), "submit")
    return stage.fired("supervisor", ticket, "approve")


def executing(stage: Stage, *charges: str) -> Row:
    return stage.fired("clerk", dunning(stage, *charges), "execute")


def children(stage: Stage, ticket: Row, workflow: str) -> list[Row]:
    found = (
        "SELECT id, state, version FROM ticket WHERE parent_id = %s AND workflow = %s ORDER BY created_at, id"
    )
    with statements() as sql:
        return [{**row, "id": str(row["id"])} for row in sql.all(found, [ticket["id"], workflow])]


def answered(stage: Stage, visit: Row, trigger: str, **form: Any) -> Row:
    """Called and answered, by a visitor who did not handle the ticket."""
    visit = stage.read(visit)
    return stage.fired("visitor", stage.fired("visitor", visit, "attempt"), trigger, form)
