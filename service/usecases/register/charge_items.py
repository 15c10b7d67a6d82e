"""Finance says what is charged for (收费项目) and at which prices (收费标准)."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, Invalid, invalid_field
from service.models.tariff import ChargeItem, Standard
from service.transaction import Work
from service.usecases.register.references import item_named, offices_for
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

MONEY_DESKS = ("finance",)
BY_METER = ("water", "power")


@dataclass(frozen=True, slots=True)
class NewChargeItem:
    """`late_ppm`: late charge of a day in millionths of what is owed; never over `late_cap_percent` of it."""

    name: str
    kind: str
    position: int = 0
    late_ppm: int = 0
    late_cap_percent: int = 30
    office: str | None = None


@dataclass(frozen=True, slots=True)
class NewStandard:
    """`price_fen` a month for every `per` units of the basis: 2.80 yuan per m² is 280 per 1 of gross_area."""

    item: str
    name: str
    basis: str
    price_fen: int
    per: int = 1
    office: str | None = None


def create_charge_item(work: Work, order: NewChargeItem, *, actor: Caller) -> UUID:
    """Raises Duplicate where the office has an item of that name."""
    offices = offices_for(work.sql, actor, MONEY_DESKS, order.office)
    if len(offices) > 1:
        raise invalid_field("office", "请写明 office。", "Name the office: you work in several.")
    item = ChargeItem(
        id=new_id(),
        office_id=offices[0],
        name=order.name,
        kind=order.kind,
        position=order.position,
        late_ppm=order.late_ppm,
        late_cap_percent=order.late_cap_percent,
    )
    work.session.add(item)
    with refusing({"charge_item_name": Duplicate()}):
        work.session.flush()
    leave_trail(work.sql, "create", "charge_item", item.id, office=item.office_id, actor=actor)
    return item.id


def create_standard(work: Work, order: NewStandard, *, actor: Caller) -> UUID:
    """Raises Invalid where the basis does not fit: water and power go by meter, all else does not."""
    offices = offices_for(work.sql, actor, MONEY_DESKS, order.office)
    item = item_named(work.sql, offices, order.item)
    if (item["kind"] in BY_METER) != (order.basis == "meter"):
        raise _wrong_basis()
    standard = Standard(
        id=new_id(),
        office_id=item["office_id"],
        item_id=item["id"],
        name=order.name,
        basis=order.basis,
        price_fen=order.price_fen,
        per=order.per,
    )
    work.session.add(standard)
    with refusing({"standard_name": Duplicate()}):
        work.session.flush()
    leave_trail(work.sql, "create", "standard", standard.id, office=standard.office_id, actor=actor)
    return standard.id


def _wrong_basis() -> Invalid:
    zh = "水电费按表计量，其他项目不按表。"
    return invalid_field("basis", zh, "Water and power are charged by meter, and nothing else is.")
