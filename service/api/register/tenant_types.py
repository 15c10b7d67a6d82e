"""Types of tenants (租户类型): an office's own list, the type of one customer, how many are of each."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.register.customer_asked import NewTenantType, OfficeOnly, SetTenantType, TenantTypeQuery
from service.api.register.customer_shapes import TENANT_TYPE_ROW, TYPE_COUNTS
from service.api.register.nouns import Making, Noun, add
from service.api.register.rows import delete_shown
from service.api.register.shapes import CUSTOMER_ROW
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS
from service.queries.register.tenant_types import TENANT_TYPES, counted_types
from service.transaction import Work, statements
from service.usecases.register.references import office_named
from service.usecases.register.tenant_types import (
    TYPE_DESKS,
    add_tenant_type,
    delete_tenant_type,
    set_tenant_type,
)
from service.visibility import Caller

area = Area("tenant-types", "Types of tenants (租户类型)")


def _make(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    name, hardship, office = asked["name"], asked["hardship"], asked.get("office")
    return add_tenant_type(work, name, hardship=hardship, office=office, actor=caller)


TENANT_TYPE = Noun(
    address="tenant-types",
    one="tenant_type",
    listing=TENANT_TYPES,
    row=TENANT_TYPE_ROW,
    query=TenantTypeQuery,
    lists="Those that offices added; 正常, 困难户 and 特殊户 are always there.",
    makes=Making("create_tenant_type", "A further type (desks admin, pm).", NewTenantType, TYPE_DESKS, _make),
)
add(area, TENANT_TYPE)


@area.call("DELETE", "/tenant-types/<type>", status=204)
def delete_a_tenant_type(type: str) -> Response:
    """Delete a type that no customer is of."""
    return delete_shown(TENANT_TYPES, type, delete_tenant_type)


@area.call("POST", "/customers/<customer>/tenant-type", body=SetTenantType, answer=CUSTOMER_ROW)
def set_type_of_customer(customer: str) -> Response:
    """Say which type a customer is of; the marks of hardship follow."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        set_tenant_type(work, row, asked_body()["type"], actor=caller)
        after = shown(work.sql, CUSTOMERS, str(row["id"]), offices=caller.offices)
    return answer(after)


@area.call("GET", "/reports/tenant-types", query=OfficeOnly, answer=TYPE_COUNTS)
def count_tenant_types() -> Response:
    """How many customers in use are of each type."""
    caller, asked = current_caller(), asked_query()
    with statements() as sql:
        offices = caller.offices
        if asked["office"]:
            offices = frozenset({office_named(sql, offices, asked["office"])["id"]})
        return answer({"items": counted_types(sql, offices)})
