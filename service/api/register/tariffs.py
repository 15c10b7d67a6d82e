"""Charge items, standards and room tariffs: what a room is charged."""

from uuid import UUID

from flask import Response, g

from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.register import charging_bodies as bodies
from service.api.register import charging_shapes as shapes
from service.api.register.nouns import Changing, Deleting, Making, Noun, add
from service.api.register.rows import asked_of, delete_shown
from service.api.work import unit_of_work
from service.queries.register.tariffs import CHARGE_ITEMS, STANDARDS, TARIFFS
from service.transaction import Work, is_rehearsal
from service.usecases.register import change_row, charge_items, set_tariffs
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.from_body import from_body
from service.usecases.register.late_rates import keep_late_rate
from service.visibility import Caller

area = Area("tariffs", "Charge items, standards and room tariffs")
CHARGE_ITEM = Noun(
    address="charge-items",
    one="charge_item",
    listing=CHARGE_ITEMS,
    row=shapes.CHARGE_ITEM_ROW,
    query=bodies.ChargeItemQuery,
    lists="What is charged for; `kind=temporary` is the list of one-off charges (临时费用一览表).",
    shows="One charge item, by id.",
    makes=Making(
        "create_a_charge_item",
        "A new charge item (desk finance).",
        bodies.NewChargeItem,
        MONEY_DESKS,
        from_body(charge_items.create_charge_item, charge_items.NewChargeItem),
    ),
    changes=Changing(
        "Change a charge item; charges that were made keep their name, late days their rate (desk finance).",
        bodies.ChargeItemChange,
        change_row.CHARGE_ITEM,
        named=keep_late_rate,
    ),
    deletes=Deleting(
        "delete_a_charge_item",
        "Delete a charge item by which nothing was charged (desk finance).",
        MONEY_DESKS,
    ),
)
STANDARD = Noun(
    address="standards",
    one="standard",
    listing=STANDARDS,
    row=shapes.STANDARD_ROW,
    query=bodies.StandardQuery,
    lists="The prices of charge items (收费标准).",
    shows="One standard, by id.",
    makes=Making(
        "create_a_standard",
        "A new standard; it is never changed, a new price is a new one (desk finance).",
        bodies.NewStandard,
        MONEY_DESKS,
        from_body(charge_items.create_standard, charge_items.NewStandard),
    ),
    deletes=Deleting(
        "delete_a_standard", "Delete a standard that no tariff has (desk finance).", MONEY_DESKS
    ),
)
TARIFF = Noun(
    address="tariffs",
    one="tariff",
    listing=TARIFFS,
    row=shapes.TARIFF_ROW,
    query=bodies.TariffQuery,
    lists="Which room is charged what, from when to when.",
    shows="One room tariff, by id.",
    changes=Changing(
        "End a room tariff (desk finance).", bodies.TariffChange, change_row.TARIFF, set_tariffs.must_keep_end
    ),
)
for noun in (CHARGE_ITEM, STANDARD, TARIFF):
    add(area, noun)


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


@area.call("DELETE", "/tariffs/<tariff>", query=bodies.TariffTakenBack, status=204)
def delete_a_tariff(tariff: str) -> Response:
    """Take back a room tariff by which nothing is charged; what it had ended goes on (desk finance).

    Charges made by it are taken back first.

    `together=true`: with it all that the same call set, such as a whole building's; or none of them.
    """
    return delete_shown(TARIFFS, tariff, _taken_back)


def _taken_back(work: Work, tariff_id: UUID, *, actor: Caller) -> None:
    set_tariffs.delete_tariff(work, tariff_id, together=asked_query()["together"], actor=actor)
