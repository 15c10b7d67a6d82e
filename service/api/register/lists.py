"""What a list offers whom (查看、新增、修改、删除): OPTIONS of each list that people edit by hand."""

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.shapes import one_of
from service.api.shapes import array, strict
from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS
from service.transaction import statements
from service.usecases.occupancy.change_occupancy import MOVING_DESKS
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.customer_events import EVENT_DESKS

area = Area("lists", "What a list offers whom")
VERBS = ("view", "add", "modify", "delete")
OFFERED = strict(verbs=array(one_of(VERBS)))
METHODS = "GET, HEAD, OPTIONS, POST"


@area.call("OPTIONS", "/customers", answer=OFFERED)
def offer_customers() -> Response:
    """The verbs of the list of customers, for desks that keep it."""
    return _offered(DATA_DESKS)


@area.call("OPTIONS", "/customers/<customer>/members", answer=OFFERED)
def offer_members(customer: str) -> Response:
    """The verbs of the list of members, for desks that keep it."""
    caller = current_caller()
    with statements() as sql:
        shown(sql, CUSTOMERS, customer, offices=caller.offices)
    return _offered(DATA_DESKS)


@area.call("OPTIONS", "/customer-events", answer=OFFERED)
def offer_customer_events() -> Response:
    """The verbs of the list of customer events, for desks that keep it."""
    return _offered(EVENT_DESKS)


@area.call("OPTIONS", "/handovers", answer=OFFERED)
def offer_handovers() -> Response:
    """The verbs of the list of handovers, for desks that keep it."""
    return _offered(MOVING_DESKS)


@area.call("OPTIONS", "/handover-charges", answer=OFFERED)
def offer_handover_charges() -> Response:
    """The charges of handovers are looked at only."""
    return _offered(MOVING_DESKS, verbs=VERBS[:1], methods="GET, HEAD, OPTIONS")


@area.call("OPTIONS", "/moves", answer=OFFERED)
def offer_moves() -> Response:
    """The verbs of the list of moves in and out, for desks that keep it."""
    return _offered(MOVING_DESKS)


@area.call("OPTIONS", "/acceptances", answer=OFFERED)
def offer_acceptances() -> Response:
    """The verbs of the acceptances at handover and move-in, for desks that keep them."""
    return _offered(DATA_DESKS)


def _offered(desks: tuple[str, ...], *, verbs: tuple[str, ...] = VERBS, methods: str = METHODS) -> Response:
    current_caller().must_hold(*desks)
    response = answer({"verbs": list(verbs)})
    response.headers["Allow"] = methods
    return response
