"""Handover, move-in and transfer (入伙, 迁入, 过户): three entrances to one change with one end state."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import RuleError, not_so
from service.models.occupancy_change import OccupancyChange
from service.occupancy import Arrival, Plan, plan_arrival
from service.transaction import Row, Work
from service.usecases.occupancy.codes import pass_code
from service.usecases.occupancy.money import MONEY_DESKS, Wish, move_money
from service.usecases.occupancy.stays import locked_stays, write_plan
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import customer_named, offices_for, room_named
from service.visibility import Caller

MOVING_DESKS = (*DATA_DESKS, "finance")


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
    arrears_to_new: bool = False
    prepayment_to_new: bool = False
    assumption_no: str | None = None
    pass_code: bool | None = None
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
    """1. who and where, 2. take turns on the room, 3. plan, 4. write; 422 `not_so` when it cannot be.

    Money goes over only by desk finance or pm. `pass_code` None: the code goes over with a transfer.
    """
    offices = offices_for(work.sql, actor, MOVING_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    wish = _wish(order, room, actor)
    customer = _living(customer_named(work.sql, [room["office_id"]], order.customer))
    plan = plan_arrival(locked_stays(work, room["id"]), _arrival(order, customer["id"]))
    _must_follow(order, plan)
    change = _change(order, room, customer["id"], actor)
    work.session.add(change)
    work.session.flush()
    stay_id = write_plan(work, change, plan)
    leaver = plan.predecessor(order.nature)
    warnings = move_money(work, change, wish, leaver=leaver, actor=actor)
    if order.nature == "owner":
        pass_code(work, change, old_owner=leaver, asked=order.pass_code, actor=actor)
    work.session.flush()
    return Changed(change.id, stay_id, plan.warnings + warnings)


def _wish(order: NewChange, room: Row, actor: Caller) -> Wish:
    wish = Wish(order.arrears_to_new, order.prepayment_to_new, order.assumption_no)
    desks = MONEY_DESKS if wish.moves else MOVING_DESKS
    actor.must_hold(*desks, office_id=room["office_id"])
    return wish


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
        assumption_no=order.assumption_no,
        created_by=actor.account_id,
    )
