"""Customer events (客户事件), kept for file and query."""

from functools import partial
from typing import Any

from flask import Response

from service.api.area import Area
from service.api.register.customer_asked import CustomerEventChange, CustomerEventQuery, NewCustomerEvent
from service.api.register.customer_shapes import CUSTOMER_EVENT_ROW
from service.api.register.nouns import Changing, Making, Noun, add
from service.api.register.revealing import office_of
from service.api.register.rows import delete_shown
from service.models.customer_parts import CustomerEvent
from service.queries.register.customer_events import CUSTOMER_EVENTS
from service.transaction import Row, Work
from service.usecases.register.change_row import Kind
from service.usecases.register.customer_events import (
    EVENT_DESKS,
    NewEvent,
    create_customer_event,
    handler_of,
)
from service.usecases.register.delete_row import delete_row
from service.usecases.register.from_body import from_body
from service.visibility import Caller

area = Area("customer-events", "Customer events (客户事件)")
KIND = Kind(CustomerEvent, CustomerEvent.office_id, EVENT_DESKS)


def _named(work: Work, changes: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    columns = {name: value for name, value in changes.items() if name != "handler"}
    if "handler" in changes:
        columns["handler_id"] = handler_of(work, changes["handler"], office_of(row))
    return columns


EVENT = Noun(
    address="customer-events",
    one="customer_event",
    listing=CUSTOMER_EVENTS,
    row=CUSTOMER_EVENT_ROW,
    query=CustomerEventQuery,
    lists="Events by customer, room, class and day.",
    shows="One event, by id. Who looked is kept.",
    traced=True,
    makes=Making(
        "create_an_event",
        "Write an event down; who handled it is the caller unless somebody else is named.",
        NewCustomerEvent,
        EVENT_DESKS,
        from_body(create_customer_event, NewEvent),
    ),
    changes=Changing("Change class, day, text or handler.", CustomerEventChange, KIND, _named),
)
add(area, EVENT)


@area.call("DELETE", EVENT.of_one, status=204)
def delete_customer_event(event: str) -> Response:
    """Delete an event; the trail keeps that there was one."""
    delete = partial(delete_row, table="customer_event", desks=EVENT_DESKS)
    return delete_shown(CUSTOMER_EVENTS, event, delete)
