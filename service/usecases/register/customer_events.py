"""Writes down what happened around a customer or a room (客户事件)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field
from service.models.customer_parts import CustomerEvent
from service.transaction import Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.put_superior import colleague
from service.usecases.register.references import customer_named, office_for, optional_room
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

EVENT_DESKS = (*DATA_DESKS, "guard")


@dataclass(frozen=True, slots=True)
class NewEvent:
    """`handler` (经办人) left out is the caller."""

    kind: str
    happened_on: date
    text: str
    customer: str | None = None
    room: str | None = None
    handler: str | None = None
    office: str | None = None


def create_customer_event(work: Work, order: NewEvent, *, actor: Caller) -> UUID:
    office_id = office_for(work.sql, actor, EVENT_DESKS, order.office)
    if order.customer is None and order.room is None:
        raise invalid_field("customer", "请写明客户或房间。", "Name a customer or a room.")
    row = CustomerEvent(
        id=new_id(),
        office_id=office_id,
        customer_id=_customer(work, order, office_id),
        room_id=optional_room(work.sql, office_id, order.room),
        kind=order.kind,
        happened_on=order.happened_on,
        text=order.text,
        handler_id=handler_of(work, order.handler, office_id) or actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    leave_trail(work.sql, "create", "customer_event", row.id, office=office_id, actor=actor)
    return row.id


def _customer(work: Work, order: NewEvent, office_id: UUID) -> UUID | None:
    return None if order.customer is None else customer_named(work.sql, [office_id], order.customer)["id"]


def handler_of(work: Work, named: str | None, office_id: UUID) -> UUID | None:
    if named is None:
        return None
    found: UUID = colleague(work, named, frozenset({office_id}), "handler")["id"]
    return found
