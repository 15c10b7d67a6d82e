"""Customer events (客户事件), kept for file and query."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import answer, empty
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.customer_asked import CustomerEventChange, CustomerEventQuery, NewCustomerEvent
from service.api.register.customer_shapes import CUSTOMER_EVENT_ROW
from service.api.register.revealing import office_of
from service.api.register.rows import change, list_rows, make_row
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.models.customer_parts import CustomerEvent
from service.queries.register.customer_events import CUSTOMER_EVENTS
from service.queries.register.listing import shown
from service.transaction import Row, Work
from service.usecases.register.change_row import Kind
from service.usecases.register.customer_events import (
    EVENT_DESKS,
    NewEvent,
    create_customer_event,
    handler_of,
)
from service.usecases.register.delete_row import delete_row
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

area = Area("customer-events", "Customer events (客户事件)")
KIND = Kind(CustomerEvent, CustomerEvent.office_id, EVENT_DESKS)
ONE = "/customer-events/<event>"


@area.call(
    "GET", "/customer-events", query=CustomerEventQuery, answer=listed(CUSTOMER_EVENT_ROW), listed=True
)
def list_customer_events() -> Response:
    """Events by customer, room, class and day."""
    return list_rows(CUSTOMER_EVENTS, "customer_event")


@area.call("POST", "/customer-events", body=NewCustomerEvent, answer=CUSTOMER_EVENT_ROW, status=201)
def create_an_event() -> Response:
    """Write an event down; who handled it is the caller unless somebody else is named."""
    return make_row(CUSTOMER_EVENTS, "customer-events", EVENT_DESKS, _event)


@area.call("GET", ONE, answer=CUSTOMER_EVENT_ROW, version=True)
def get_customer_event(event: str) -> Response:
    """One event, by id. Who looked is kept."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMER_EVENTS, event, offices=caller.offices)
        leave_trail(work.sql, "view", "customer_event", row["id"], office=office_of(row), actor=caller)
    return answer(row, version=row["version"])


@area.call("PATCH", ONE, body=CustomerEventChange, answer=CUSTOMER_EVENT_ROW, version=True)
def change_customer_event(event: str) -> Response:
    """Change class, day, text or handler."""
    return change(CUSTOMER_EVENTS, KIND, event, named=_named)


@area.call("DELETE", ONE, status=204)
def delete_customer_event(event: str) -> Response:
    """Delete an event; the trail keeps that there was one."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMER_EVENTS, event, offices=caller.offices)
        office = office_of(row)
        delete_row(work, "customer_event", row["id"], office=office, desks=EVENT_DESKS, actor=caller)
    return empty()


def _event(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_customer_event(work, NewEvent(**asked), actor=caller)


def _named(work: Work, changes: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    office = office_of(row)
    columns = {name: value for name, value in changes.items() if name != "handler"}
    if "handler" in changes:
        columns["handler_id"] = handler_of(work, changes["handler"], office)
    leave_trail(work.sql, "change", "customer_event", row["id"], office=office, actor=caller, fields=changes)
    return columns
