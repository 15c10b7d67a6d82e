"""Handover, move-in and transfer (入伙, 迁入, 过户): three entrances to one change with one end state."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import RuleError, not_so
from service.models.occupancy_change import OccupancyChange
from service.occupancy import Arrival, Plan, plan_arrival
from service.transaction import Row, Work
from service.usecases.occupancy.stays import locked_stays, write_plan
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import customer_named, offices_for, room_named
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewChange:
    """`on` is the first day of the new relation; `until`, where a lease names it, the first day after it."""

    entrance: str
    room: str
    customer: str
    on: date
    nature: str = "owner"
    until: date | None = None
    reenter_tenant: bool = False
    resident_leaves: bool = False
    contract_no: str | None = None
    letter_no: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """`stay_id` is the relation that began or ended; `warnings` is what a person should hear about it."""

    id: UUID
    stay_id: UUID
    warnings: tuple[RuleError, ...] = ()


def change_occupancy(work: Work, order: NewChange, *, actor: Caller) -> Changed:
    """1. who and where, 2. take turns on the room, 3. plan, 4. write; 422 `not_so` when it cannot be."""
    offices = offices_for(work.sql, actor, DATA_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    customer = _living(customer_named(work.sql, [room["office_id"]], order.customer))
    plan = plan_arrival(locked_stays(work, room["id"]), _arrival(order, customer["id"]))
    _must_follow(order, plan)
    change = _change(order, room, customer["id"], actor)
    work.session.add(change)
    work.session.flush()
    stay_id = write_plan(work, change, plan)
    return Changed(change.id, stay_id, plan.warnings)


def _arrival(order: NewChange, customer_id: UUID) -> Arrival:
    return Arrival(
        customer_id=customer_id,
        nature=order.nature,
        on=order.on,
        until=order.until,
        reenter_tenant=order.reenter_tenant,
        resident_leaves=order.resident_leaves,
    )


def _living(customer: Row) -> Row:
    if customer["disabled_at"] is not None:
        zh = "该客户资料已禁用，请先启用。"
        raise not_so("customer_enabled", zh, "This customer is disabled: enable them first.")
    return customer


def _must_follow(order: NewChange, plan: Plan) -> None:
    """Transfer (过户) is from somebody to somebody; a room without an owner is handed over (入伙)."""
    if order.entrance == "transfer" and plan.predecessor("owner") is None:
        zh = "该房间这一天没有业主，请用入伙登记。"
        raise not_so("has_an_owner", zh, "The room has no owner on that day: register a handover.")


def _change(order: NewChange, room: Row, customer_id: UUID, actor: Caller) -> OccupancyChange:
    return OccupancyChange(
        id=new_id(),
        office_id=room["office_id"],
        room_id=room["id"],
        customer_id=customer_id,
        entrance=order.entrance,
        nature=order.nature,
        happened_on=order.on,
        contract_no=order.contract_no,
        letter_no=order.letter_no,
        created_by=actor.account_id,
    )
