"""The follow-up visit of a round: opened at once, whenever it is due."""

import psycopg

from service.door.opening import Order
from service.transaction import statements
from service.usecases.effects.about import About, about, later_of
from service.usecases.effects.shape import Done, Effect, Outcome, Partners, Unfinished
from service.usecases.tickets.open_as_system import NotOpened, open_as_system


def open_visit(effect: Effect, partners: Partners) -> Outcome:
    """Not opened where a later event has already called the visits of this ticket off."""
    with statements() as sql:
        found = about(sql, effect)
        if later_of(sql, effect, "cancel_visits"):
            return Done("called_off")
    return opened(visit_of(found), effect, fine=("one_open_visit", "one_visit_a_round"))


def visit_of(parent: About) -> Order:
    ticket = parent.ticket
    return Order(
        workflow="visit",
        office=parent.office,
        subject=f"回访 {ticket['number']}",
        details={"parent": ticket["id"]},
        room=(ticket["room"] or {}).get("id"),
        customer=parent.customer,
        parent=ticket["id"],
    )


def opened(order: Order, effect: Effect, *, fine: tuple[str, ...] = ()) -> Outcome:
    """The id comes from the cause, so whoever does this a second time finds the ticket there."""
    try:
        open_as_system(order, ticket_id=str(effect.id_of(order.workflow)))
    except psycopg.errors.UniqueViolation as error:
        return Done("known" if error.diag.constraint_name == "pk_ticket" else "there_is_one")
    except NotOpened as refusal:
        if str(refusal) in fine:
            return Done(str(refusal))
        raise Unfinished(str(refusal)) from None
    return Done("opened")
