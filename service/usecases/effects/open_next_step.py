"""The dunning request of the next step: opened as a draft over what is still owed."""

from typing import LiteralString

from service.door.opening import Order
from service.transaction import Sql, statements
from service.usecases.effects.about import About, about
from service.usecases.effects.open_visit import opened
from service.usecases.effects.shape import Done, Effect, Outcome, Partners

# Paid meanwhile, or not overdue, or no lease of the company's any more: then there is no next step.
FINE = ("charges_overdue", "arrears_over_threshold", "payer_of_charges", "company_is_lessor")


def open_next_step(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        found = about(sql, effect)
        owed = _owed(sql, found)
    return opened(_request(found, owed), effect, fine=FINE) if owed else Done("nothing_owed")


def _owed(sql: Sql, found: About) -> list[str]:
    rows = sql.all(OWED, [found.details.get("charges") or []])
    return [str(row["id"]) for row in rows]


def _request(found: About, owed: list[str]) -> Order:
    ticket = found.ticket
    details = {
        "customer": found.customer,
        "measure": found.at_event("next_measure"),
        "charges": owed,
        "reason": f"{ticket['number']} 的下一步",
    }
    return Order(
        workflow="dunning",
        office=found.office,
        subject=f"催缴：{ticket['number']} 的下一步",
        details=details,
        customer=found.customer,
        parent=ticket["id"],
    )


OWED: LiteralString = (
    "SELECT id FROM charge WHERE id = ANY(%s::uuid[]) AND balance_fen > 0 ORDER BY due_on, id"
)
