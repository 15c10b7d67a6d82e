"""Handover, move-in and transfer (入伙, 迁入, 过户): three entrances to one change with one end state."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import RuleError, invalid_field, not_so
from service.models.occupancy_change import OccupancyChange
from service.occupancy import Arrival, Plan, plan_arrival
from service.transaction import Row, Work
from service.usecases.occupancy.acceptance import Finding, add_finding
from service.usecases.occupancy.charges import Picked, pick_charges
from service.usecases.occupancy.codes import name_newcomer, nameless, pass_code, take_turns
from service.usecases.occupancy.meters import Reading, read_with
from service.usecases.occupancy.money import MONEY_DESKS, Wish, move_money
from service.usecases.occupancy.promised import Promised, promise_subsidies
from service.usecases.occupancy.signed import must_need_no_signature
from service.usecases.occupancy.stays import locked_stays, write_plan
from service.usecases.register.create_customer import DATA_DESKS, NewCustomer, create_customer
from service.usecases.register.disable_customer import living
from service.usecases.register.in_sight import must_be_in_sight
from service.usecases.register.references import customer_named, offices_for, room_named
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

MOVING_DESKS = (*DATA_DESKS, "finance")


@dataclass(frozen=True, slots=True)
class NewChange:
    """`on` is the first day of the new relation; `until`, where a lease names it, the first day after it.

    `lessor` is who lets the room to a tenant.
    """

    entrance: str
    room: str
    on: date
    customer: str | None = None
    new_customer: NewCustomer | None = None
    nature: str = "owner"
    lessor: str = "owner"
    until: date | None = None
    reenter_tenant: bool = False
    resident_leaves: bool = False
    arrears_to_new: bool = False
    prepayment_to_new: bool = False
    assumption_no: str | None = None
    pass_code: bool | None = None
    contract_no: str | None = None
    letter_no: str | None = None
    acceptance: tuple[Finding, ...] = ()
    readings: tuple[Reading, ...] = ()
    charges: tuple[Picked, ...] = ()
    subsidies: tuple[Promised, ...] = ()
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
    if order.until is not None and order.until <= order.on:
        raise invalid_field("until", "结束日期要晚于开始日期。", "The end must be later than the start.")
    offices = offices_for(work.sql, actor, MOVING_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    must_be_in_sight(work, room["office_id"], order.on, field="on")
    wish = _wish(order, room, actor)
    stays = locked_stays(work, room["id"])
    customer_id = _newcomer(work, order, room, actor)
    plan = plan_arrival(stays, _arrival(order, customer_id))
    _must_follow(order, plan)
    leaver = plan.predecessor(order.nature)
    take_turns(work, customer_id, leaver)
    must_need_no_signature(work, room, order.on, leaver=leaver, wish=wish)
    change = _change(order, room, customer_id, actor)
    work.session.add(change)
    work.session.flush()
    stay_id = write_plan(work, change, plan)
    read_with(work, order.readings, of=change, actor=actor)
    warnings = move_money(work, change, wish, leaver=leaver, actor=actor)
    pick_charges(work, order.charges, of=change, room=room, actor=actor)
    promise_subsidies(work, order.subsidies, of=change, actor=actor)
    if order.nature == "owner":
        pass_code(work, change, old_owner=leaver, asked=_passes(order), actor=actor)
    if order.new_customer is not None:
        wanted = order.new_customer.code
        name_newcomer(work, change, wanted or room["code"], given=wanted is not None, actor=actor)
    _keep_findings(work, order, change, actor)
    return Changed(change.id, stay_id, plan.warnings + warnings)


def _passes(order: NewChange) -> bool | None:
    """Whoever names a code of the newcomer's own wants no other, unless they say both."""
    has_code = order.new_customer is not None and order.new_customer.code is not None
    return False if has_code and order.pass_code is None else order.pass_code


def _newcomer(work: Work, order: NewChange, room: Row, actor: Caller) -> UUID:
    """Who has no record yet gets one, under the code that the change will give."""
    if order.new_customer is None:
        found = living(customer_named(work.sql, [room["office_id"]], order.customer or ""))
        customer_id: UUID = found["id"]
        return customer_id
    newcomer = replace(order.new_customer, code=nameless(), office=str(room["office_id"]))
    return create_customer(work, newcomer, actor=actor)


def _keep_findings(work: Work, order: NewChange, change: OccupancyChange, actor: Caller) -> None:
    """Also in the trail, alike for every entrance."""
    of = {"id": change.id, "office_id": change.office_id, "happened_on": change.happened_on}
    for finding in order.acceptance:
        add_finding(work, finding, of, actor=actor)
    work.session.flush()
    leave_trail(work.sql, "create", "occupancy_change", change.id, office=change.office_id, actor=actor)


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
        lessor=order.lessor,
    )


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
