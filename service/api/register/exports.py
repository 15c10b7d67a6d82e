"""Every list of the register as a workbook: the same rows and filters, without pages."""

from functools import partial
from typing import Any
from uuid import UUID

from marshmallow import Schema

from schemas.base import Base
from service.api.area import Area
from service.api.downloads import SHEET, downloaded
from service.api.problems import language
from service.api.query import asked_query
from service.api.register import (
    acceptances,
    arrears,
    charge_runs,
    customer_events,
    customer_views,
    customers,
    handover_charges,
    meters,
    money,
    moves,
    places,
    tariffs,
    tenant_types,
)
from service.api.register.nouns import Noun
from service.api.register.rows import readers_offices
from service.queries.register.export import Chosen, exported_list
from service.queries.register.listing import told_to
from service.transaction import statements
from service.usecases.register.trail import leave_trail_of_list
from service.workbooks.writing import MEDIA_TYPE

area = Area("exports", "The lists of the register as workbooks")
EXPORTED = (
    places.OFFICE,
    places.BUILDING,
    places.ROOM,
    customers.CUSTOMER,
    customers.OCCUPANCY,
    moves.HANDOVER,
    handover_charges.HANDOVER_CHARGE,
    moves.MOVE,
    moves.TRANSFER,
    acceptances.ACCEPTANCE,
    meters.METER,
    money.CHARGE,
    money.PAYMENT,
    money.PREPAYMENT,
    money.DEPOSIT,
    customer_views.DIRECTORY_ENTRY,
    customer_views.PAST_CUSTOMER,
    customer_events.EVENT,
    tenant_types.TENANT_TYPE,
    tariffs.CHARGE_ITEM,
    tariffs.STANDARD,
    tariffs.TARIFF,
    charge_runs.RUN,
    charge_runs.SUBSIDY,
    arrears.ARREAR,
    arrears.REMINDER,
)


def _add(noun: Noun) -> None:
    area.declare(
        "GET",
        f"/{noun.address}/export.xlsx",
        f"export_{noun.address.replace('-', '_')}",
        f"The {noun.address} of the list as a workbook; sums in yuan, areas in square metres.",
        view=lambda: downloaded(_exported(noun), noun.address),
        query=_without_pages(noun.query),
        answer=SHEET,
        answer_type=MEDIA_TYPE,
    )


def _exported(noun: Noun) -> Any:
    (caller, offices), asked = readers_offices(noun.readers), asked_query()
    more: dict[str, Any] = {}
    if noun.prepared is not None:
        with statements() as sql:
            more = noun.prepared(sql, asked, caller)
    met: set[UUID] = set()
    chosen = Chosen(asked, more, met, partial(told_to, caller, noun.listing))
    book = exported_list(noun.address, noun.listing, offices, chosen, lang=language())
    if noun.traced:
        with statements() as sql:
            leave_trail_of_list(sql, "export", noun.one, met, actor=caller, asked=asked)
    return book


def _without_pages(query: type[Schema]) -> type[Schema]:
    meta = type("Meta", (Base.Meta,), {"exclude": ("limit", "cursor")})
    return type(f"Export{query.__name__}", (query,), {"Meta": meta, "__doc__": query.__doc__})


for _noun in EXPORTED:
    _add(_noun)
