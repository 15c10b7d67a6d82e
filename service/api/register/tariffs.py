"""Charge items, standards and room tariffs: what a room is charged."""

from typing import Any
from uuid import UUID

from flask import Response, g

from service.api.answers import answer, empty
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register import charging_bodies as bodies
from service.api.register import charging_shapes as shapes
from service.api.register.rows import asked_of, change, list_rows, make_row, show_row
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.tariffs import CHARGE_ITEMS, STANDARDS, TARIFFS
from service.transaction import Work, is_rehearsal
from service.usecases.register import change_row, charge_items, set_tariffs
from service.usecases.register.charge_items import MONEY_DESKS
from service.visibility import Caller

area = Area("tariffs", "Charge items, standards and room tariffs")


@area.call(
    "GET",
    "/charge-items",
    query=bodies.ChargeItemQuery,
    answer=listed(shapes.CHARGE_ITEM_ROW),
    listed=True,
)
def list_charge_items() -> Response:
    """What is charged for; `kind=temporary` is the list of one-off charges (临时费用一览表)."""
    return list_rows(CHARGE_ITEMS, "charge_item")


@area.call("GET", "/charge-items/<item>", answer=shapes.CHARGE_ITEM_ROW, version=True)
def get_charge_item(item: str) -> Response:
    """One charge item, by id."""
    return show_row(CHARGE_ITEMS, item)


@area.call("POST", "/charge-items", body=bodies.NewChargeItem, answer=shapes.CHARGE_ITEM_ROW, status=201)
def create_a_charge_item() -> Response:
    """A new charge item (desk finance)."""
    return make_row(CHARGE_ITEMS, "charge-items", MONEY_DESKS, _item)


@area.call(
    "PATCH",
    "/charge-items/<item>",
    body=bodies.ChargeItemChange,
    answer=shapes.CHARGE_ITEM_ROW,
    version=True,
)
def change_charge_item(item: str) -> Response:
    """Change a charge item; charges that were made keep their name (desk finance)."""
    return change(CHARGE_ITEMS, change_row.CHARGE_ITEM, item)


@area.call("GET", "/standards", query=bodies.StandardQuery, answer=listed(shapes.STANDARD_ROW), listed=True)
def list_standards() -> Response:
    """The prices of charge items (收费标准)."""
    return list_rows(STANDARDS, "standard")


@area.call("GET", "/standards/<standard>", answer=shapes.STANDARD_ROW)
def get_standard(standard: str) -> Response:
    """One standard, by id."""
    return show_row(STANDARDS, standard)


@area.call("POST", "/standards", body=bodies.NewStandard, answer=shapes.STANDARD_ROW, status=201)
def create_a_standard() -> Response:
    """A new standard; it is never changed, a new price is a new one (desk finance)."""
    return make_row(STANDARDS, "standards", MONEY_DESKS, _standard)


@area.call("GET", "/tariffs", query=bodies.TariffQuery, answer=listed(shapes.TARIFF_ROW), listed=True)
def list_tariffs() -> Response:
    """Which room is charged what, from when to when."""
    return list_rows(TARIFFS, "tariff")


@area.call("GET", "/tariffs/<tariff>", answer=shapes.TARIFF_ROW, version=True)
def get_tariff(tariff: str) -> Response:
    """One room tariff, by id."""
    return show_row(TARIFFS, tariff)


@area.call(
    "POST",
    "/tariffs",
    body=bodies.NewTariff,
    answer=shapes.TARIFFS_SET,
    status=201,
    also=((200, shapes.TARIFFS_SET),),
)
def set_room_tariffs() -> Response:
    """Put a standard on a room or on all rooms of a building (desk finance).

    With `dry_run=true` 200: how many rooms it would affect, before anything is saved.
    """
    caller = current_caller()
    order = set_tariffs.NewTariff(**asked_of(caller, MONEY_DESKS))
    with unit_of_work() as work:
        made = set_tariffs.set_tariffs(work, order, actor=caller)
    zh, en = set_tariffs.affects(len(made))
    tried = is_rehearsal()
    said = {"dry_run": tried, "affected": len(made), "warning": en if g.language == "en" else zh}
    if tried:
        return answer(said | {"tariffs": []}, 200)
    return answer(said | {"tariffs": made}, 201, location="/api/v1/tariffs")


@area.call("PATCH", "/tariffs/<tariff>", body=bodies.TariffChange, answer=shapes.TARIFF_ROW, version=True)
def change_tariff(tariff: str) -> Response:
    """End a room tariff (desk finance)."""
    return change(TARIFFS, change_row.TARIFF, tariff)


@area.call("DELETE", "/tariffs/<tariff>", status=204)
def delete_a_tariff(tariff: str) -> Response:
    """Take back a room tariff by which nothing was charged yet (desk finance)."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, TARIFFS, tariff, offices=caller.offices)
        set_tariffs.delete_tariff(work, row["id"], actor=caller)
    return empty()


def _item(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return charge_items.create_charge_item(work, charge_items.NewChargeItem(**asked), actor=caller)


def _standard(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return charge_items.create_standard(work, charge_items.NewStandard(**asked), actor=caller)
