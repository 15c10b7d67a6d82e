"""Every list of the register as a workbook: the same rows and filters, without pages."""

from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema

from schemas.base import Base
from schemas.queries import DepositQuery
from service.api.area import Area
from service.api.downloads import SHEET, downloaded
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import asked_query
from service.api.register.acceptances import AcceptanceQuery
from service.api.register.arrears_bodies import ArrearsQuery
from service.api.register.bodies import (
    BuildingQuery,
    ChargeQuery,
    CustomerQuery,
    OccupancyQuery,
    OfficeQuery,
    PaymentQuery,
    PrepaymentQuery,
    RoomQuery,
)
from service.api.register.charging_bodies import (
    ChargeItemQuery,
    ChargeRunQuery,
    StandardQuery,
    SubsidyQuery,
    TariffQuery,
)
from service.api.register.customer_asked import (
    CustomerEventQuery,
    DirectoryQuery,
    PastQuery,
    TenantTypeQuery,
)
from service.api.register.customers import filters_of_customers
from service.api.register.handover_charges import HandoverChargeQuery
from service.api.register.meters import MeterQuery
from service.api.register.move_bodies import ChangeQuery, MoveQuery
from service.api.register.rows import Prepared
from service.queries.register.acceptances import ACCEPTANCES
from service.queries.register.arrears import ARREARS, REMINDERS
from service.queries.register.changes import HANDOVERS, MOVES, TRANSFERS
from service.queries.register.customer_events import CUSTOMER_EVENTS
from service.queries.register.export import Chosen, exported_list
from service.queries.register.handover_charges import HANDOVER_CHARGES
from service.queries.register.listing import Listing
from service.queries.register.meters import METERS
from service.queries.register.money import CHARGES, DEPOSITS, PAYMENTS, PREPAYMENTS
from service.queries.register.people import CUSTOMERS, OCCUPANCIES
from service.queries.register.places import BUILDINGS, OFFICES, ROOMS
from service.queries.register.residents import DIRECTORY, PAST
from service.queries.register.tariffs import CHARGE_ITEMS, CHARGE_RUNS, STANDARDS, SUBSIDIES, TARIFFS
from service.queries.register.tenant_types import TENANT_TYPES
from service.transaction import statements
from service.workbooks.writing import MEDIA_TYPE

area = Area("exports", "The lists of the register as workbooks")


@dataclass(frozen=True, slots=True)
class Export:
    listing: Listing
    query: type[Schema]
    prepared: Prepared | None = None


EXPORTS = {
    "offices": Export(OFFICES, OfficeQuery),
    "buildings": Export(BUILDINGS, BuildingQuery),
    "rooms": Export(ROOMS, RoomQuery),
    "customers": Export(CUSTOMERS, CustomerQuery, filters_of_customers),
    "occupancies": Export(OCCUPANCIES, OccupancyQuery),
    "handovers": Export(HANDOVERS, ChangeQuery),
    "handover-charges": Export(HANDOVER_CHARGES, HandoverChargeQuery),
    "moves": Export(MOVES, MoveQuery),
    "transfers": Export(TRANSFERS, ChangeQuery),
    "acceptances": Export(ACCEPTANCES, AcceptanceQuery),
    "meters": Export(METERS, MeterQuery),
    "charges": Export(CHARGES, ChargeQuery),
    "payments": Export(PAYMENTS, PaymentQuery),
    "prepayments": Export(PREPAYMENTS, PrepaymentQuery),
    "deposits": Export(DEPOSITS, DepositQuery),
    "directory": Export(DIRECTORY, DirectoryQuery),
    "past-customers": Export(PAST, PastQuery),
    "customer-events": Export(CUSTOMER_EVENTS, CustomerEventQuery),
    "tenant-types": Export(TENANT_TYPES, TenantTypeQuery),
    "charge-items": Export(CHARGE_ITEMS, ChargeItemQuery),
    "standards": Export(STANDARDS, StandardQuery),
    "tariffs": Export(TARIFFS, TariffQuery),
    "charge-runs": Export(CHARGE_RUNS, ChargeRunQuery),
    "subsidies": Export(SUBSIDIES, SubsidyQuery),
    "arrears": Export(ARREARS, ArrearsQuery),
    "dunning-logs": Export(REMINDERS, ArrearsQuery),
}


def _add(noun: str, export: Export) -> None:
    def view() -> Response:
        return downloaded(_exported(noun, export), noun)

    view.__name__ = f"export_{noun.replace('-', '_')}"
    view.__doc__ = f"The {noun} of the list as a workbook; sums in yuan, areas in square metres."
    area.call(
        "GET",
        f"/{noun}/export.xlsx",
        query=_without_pages(export.query),
        answer=SHEET,
        answer_type=MEDIA_TYPE,
    )(view)


def _exported(noun: str, export: Export) -> Any:
    caller, asked = current_caller(), asked_query()
    more: dict[str, Any] = {}
    if export.prepared is not None:
        with statements() as sql:
            more = export.prepared(sql, asked, caller)
    return exported_list(noun, export.listing, caller, Chosen(asked, more), lang=language())


def _without_pages(query: type[Schema]) -> type[Schema]:
    meta = type("Meta", (Base.Meta,), {"exclude": ("limit", "cursor")})
    return type(f"Export{query.__name__}", (query,), {"Meta": meta, "__doc__": query.__doc__})


for _noun, _export in EXPORTS.items():
    _add(_noun, _export)
