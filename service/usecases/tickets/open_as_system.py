"""Tickets that the house opens itself: visits, child repairs, next steps, linked complaints."""

from service.door.open_read import read_opening
from service.door.opening import Order, numbered, to_be
from service.door.plan import plan_opening
from service.door.seen import Seen
from service.door.write import write_opening
from service.errors import Problem
from service.transaction import Sql, statements
from service.usecases.tickets.open_ticket import question_of
from workflows.engine import Refused


class NotOpened(Exception):
    """A rule said no; its name is the message."""


def open_as_system(order: Order, *, ticket_id: str) -> Seen:
    """`ticket_id` is derived from what caused it, so that opening twice meets the primary key.

    Raises NotOpened with the rule's name, psycopg's UniqueViolation for the second time.
    """
    with statements() as sql:
        return open_with(sql, order, ticket_id)


def open_with(sql: Sql, order: Order, ticket_id: str) -> Seen:
    row = read_opening(sql, question_of(order, digest=None))
    if row["office"] is None:
        raise NotOpened("office")
    try:
        seen = to_be(order, row, ticket_id)
    except Problem as problem:
        raise NotOpened(problem.code) from problem
    decision = seen.workflow.open(seen.case, seen.actor, order.details)
    if isinstance(decision, Refused):
        raise NotOpened(decision.rules[0].name if decision.rules else decision.kind)
    seen = numbered(sql, seen)
    write_opening(sql, seen, plan_opening(seen, decision, order.details))
    return seen
