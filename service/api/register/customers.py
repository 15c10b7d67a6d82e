"""Customers, and where they live."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.register_requests import NewCustomer
from service.api.answers import answer, empty
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.bodies import CustomerChange, CustomerQuery, NewOccupancy, OccupancyQuery
from service.api.register.rows import change, key_of, list_rows, make_row, show_row
from service.api.register.shapes import CUSTOMER_ROW, OCCUPANCY_ROW
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS, OCCUPANCIES
from service.transaction import Row, Work
from service.usecases.register import change_row, create_customer, create_occupancy
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.delete_customer import delete_customer
from service.usecases.register.disable_customer import disable_customer, enable_customer
from service.usecases.register.name_edit import edit_name
from service.visibility import Caller

area = Area("customers", "Customers, and where they live")


@area.call("GET", "/customers", query=CustomerQuery, answer=listed(CUSTOMER_ROW), listed=True)
def list_customers() -> Response:
    """The customers of the caller's offices; disabled ones only when asked for."""
    return list_rows(CUSTOMERS, "customer")


@area.call("GET", "/customers/<customer>", answer=CUSTOMER_ROW, version=True)
def get_customer(customer: str) -> Response:
    """One customer, by id or code."""
    return show_row(CUSTOMERS, customer)


@area.call("POST", "/customers", body=NewCustomer, answer=CUSTOMER_ROW, status=201)
def create_a_customer() -> Response:
    """A new customer; the code is unique in its office."""
    return make_row(CUSTOMERS, "customers", DATA_DESKS, _customer)


@area.call("PATCH", "/customers/<customer>", body=CustomerChange, answer=CUSTOMER_ROW, version=True)
def change_customer(customer: str) -> Response:
    """Change a customer; the name only where the office's policy of renames lets it be edited here."""
    return change(CUSTOMERS, change_row.CUSTOMER, customer, named=_name_edited)


@area.call("DELETE", "/customers/<customer>", status=204)
def delete_a_customer(customer: str) -> Response:
    """Delete a customer that nothing refers to."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        delete_customer(work, row["id"], actor=caller)
    return empty()


@area.call("POST", "/customers/<customer>/disable", answer=CUSTOMER_ROW, version=False)
def disable_a_customer(customer: str) -> Response:
    """Hide a customer from the list; charges and history stay."""
    return _switched(customer, on=False)


@area.call("POST", "/customers/<customer>/enable", answer=CUSTOMER_ROW, version=False)
def enable_a_customer(customer: str) -> Response:
    """Undo disable."""
    return _switched(customer, on=True)


@area.call("GET", "/occupancies", query=OccupancyQuery, answer=listed(OCCUPANCY_ROW), listed=True)
def list_occupancies() -> Response:
    """Who owns, rents or lives where, past and present."""
    return list_rows(OCCUPANCIES, "occupancy")


@area.call("GET", "/occupancies/<occupancy>", answer=OCCUPANCY_ROW)
def get_occupancy(occupancy: str) -> Response:
    """One occupancy, by id."""
    return show_row(OCCUPANCIES, occupancy)


@area.call("POST", "/occupancies", body=NewOccupancy, answer=OCCUPANCY_ROW, status=201)
def create_an_occupancy() -> Response:
    """Somebody owns, rents or lives in a room from a day on."""
    return make_row(OCCUPANCIES, "occupancies", DATA_DESKS, _occupancy)


def _switched(customer: str, *, on: bool) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        (enable_customer if on else disable_customer)(work, row["id"], actor=caller)
        after = shown(work.sql, CUSTOMERS, key_of(row), offices=caller.offices)
    return answer(after)


def _name_edited(work: Work, changes: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    edit_name(work, changes, row, actor=caller)
    return changes


def _customer(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_customer.create_customer(work, create_customer.NewCustomer(**asked), actor=caller)


def _occupancy(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_occupancy.create_occupancy(work, create_occupancy.NewOccupancy(**asked), actor=caller)
