"""Customers, and where they live."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.register_requests import NewCustomer
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import Paged
from service.api.register.bodies import (
    CustomerChange,
    CustomerQuery,
    NewOccupancy,
    OccupancyChange,
    OccupancyQuery,
)
from service.api.register.nouns import Changing, Making, Noun, add
from service.api.register.people_bodies import RevealCustomer, WholeCustomer
from service.api.register.people_shapes import HISTORY_ROW, REVEALED
from service.api.register.revealing import office_of, revealed
from service.api.register.rows import change, delete_shown, key_of, list_parts
from service.api.register.shapes import CUSTOMER_ROW, OCCUPANCY_ROW
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS, OCCUPANCIES
from service.queries.register.people_log import HISTORY
from service.queries.register.typed import typed
from service.transaction import Row, Sql, Work
from service.usecases.register import change_customer, change_row, create_customer, create_occupancy
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.delete_customer import delete_customer
from service.usecases.register.disable_customer import disable_customer, enable_customer
from service.usecases.register.from_body import from_body
from service.usecases.register.references import room_named
from service.usecases.register.reveal import CUSTOMER as REVEALABLE
from service.visibility import Caller

area = Area("customers", "Customers, and where they live")


def _filters(sql: Sql, asked: dict[str, Any], caller: Caller) -> Row:
    if asked.pop("show_disabled") in ("1", "true"):
        asked["status"] = "all"
    return typed(sql, caller, asked["q"]) if asked["q"] else {}


def _make(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_customer.create_customer(work, create_customer.order_of(asked), actor=caller)


def _advised(work: Work, asked: dict[str, Any], row: Row) -> list[str]:
    """The manual's strong advice (强烈建议与房间代码一样), no more than advice."""
    room = asked.get("room")
    if room is None:
        return []
    code = room_named(work.sql, [office_of(row)], room)["code"]
    if code == row["code"]:
        return []
    zh = f"客户编号建议与房间代码（{code}）一致。"
    return [zh if language() == "zh" else f"A customer's code is best the room's ({code})."]


CUSTOMER = Noun(
    address="customers",
    one="customer",
    listing=CUSTOMERS,
    row=CUSTOMER_ROW,
    query=CustomerQuery,
    lists="The customers of the caller's offices; disabled ones only when asked for.",
    shows="One customer, by id or code; phone and ID number masked. Who looked is kept.",
    makes=Making(
        "create_a_customer",
        "A new customer; the code is unique in its office, and best the room's: `warnings` says so.",
        NewCustomer,
        DATA_DESKS,
        _make,
        warned=_advised,
    ),
    traced=True,
    prepared=_filters,
)
add(area, CUSTOMER)


@area.call("PATCH", "/customers/<customer>", body=CustomerChange, answer=CUSTOMER_ROW, version=True)
def change_a_customer(customer: str) -> Response:
    """Change a customer; what stood there before is kept, finance and clerks are told."""
    return change(CUSTOMERS, change_row.CUSTOMER, customer, named=change_customer.prepared)


@area.call("PUT", "/customers/<customer>", body=WholeCustomer, answer=CUSTOMER_ROW, version=True)
def replace_customer(customer: str) -> Response:
    """Replace all that a customer's record holds: what is left out is emptied."""
    return change(CUSTOMERS, change_row.CUSTOMER, customer, named=change_customer.prepared)


@area.call("GET", "/customers/<customer>/history", query=Paged, answer=listed(HISTORY_ROW), listed=True)
def list_history_of_customer(customer: str) -> Response:
    """Codes, names and numbers that the record held before; numbers masked."""
    return list_parts(HISTORY, "history", CUSTOMERS, customer, trail="history")


@area.call("POST", "/customers/<customer>/reveal", body=RevealCustomer, answer=REVEALED, trail=True)
def reveal_of_customer(customer: str) -> Response:
    """A phone or ID number in full: for desks that need it, and kept in the trail."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        asked = asked_body()
        return revealed(work, REVEALABLE, asked, row["id"], caller)


@area.call("DELETE", "/customers/<customer>", status=204)
def delete_a_customer(customer: str) -> Response:
    """Delete a customer that nothing refers to."""
    return delete_shown(CUSTOMERS, customer, delete_customer)


@area.call("POST", "/customers/<customer>/disable", answer=CUSTOMER_ROW, version=False)
def disable_a_customer(customer: str) -> Response:
    """Hide a customer from the list; charges and history stay."""
    return _switched(customer, on=False)


@area.call("POST", "/customers/<customer>/enable", answer=CUSTOMER_ROW, version=False)
def enable_a_customer(customer: str) -> Response:
    """Undo disable."""
    return _switched(customer, on=True)


OCCUPANCY = Noun(
    address="occupancies",
    one="occupancy",
    listing=OCCUPANCIES,
    row=OCCUPANCY_ROW,
    query=OccupancyQuery,
    lists="Who owns, rents or lives where, past and present.",
    shows="One occupancy, by id.",
    makes=Making(
        "create_an_occupancy",
        "Somebody owns, rents or lives in a room from a day on.",
        NewOccupancy,
        DATA_DESKS,
        from_body(create_occupancy.create_occupancy, create_occupancy.NewOccupancy),
    ),
    changes=Changing(
        "Say who lets the room to its tenant: the owner, or the company.",
        OccupancyChange,
        change_row.OCCUPANCY,
    ),
)
add(area, OCCUPANCY)


def _switched(customer: str, *, on: bool) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        (enable_customer if on else disable_customer)(work, row["id"], actor=caller)
        after = shown(work.sql, CUSTOMERS, key_of(row), offices=caller.offices)
    return answer(after)
