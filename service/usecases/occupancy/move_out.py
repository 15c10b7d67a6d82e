"""Move-out (迁出): a relation ends after its last day, and the payer falls back to who is next in order."""

from dataclasses import dataclass
from datetime import date

from service.db import new_id
from service.models.occupancy_change import OccupancyChange
from service.occupancy import Departure, Plan, plan_departure
from service.transaction import Row, Work
from service.usecases.occupancy.change_occupancy import MOVING_DESKS, Changed
from service.usecases.occupancy.meters import Reading, read_with
from service.usecases.occupancy.money import Wish, debts_stay
from service.usecases.occupancy.signed import must_need_no_signature
from service.usecases.occupancy.stays import locked_stays, write_plan
from service.usecases.register.in_sight import must_be_in_sight
from service.usecases.register.references import customer_named, offices_for, room_named
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewMoveOut:
    """`on` is the last day. Who leaves may be left out where only one tenant or resident is there."""

    room: str
    on: date
    customer: str | None = None
    nature: str | None = None
    readings: tuple[Reading, ...] = ()
    office: str | None = None


def move_out(work: Work, order: NewMoveOut, *, actor: Caller) -> Changed:
    """422 `needs_approval` where the ticket would be signed and it is about more than a quick call may do."""
    offices = offices_for(work.sql, actor, MOVING_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    must_be_in_sight(work, room["office_id"], order.on, field="on")
    customer_id = None
    if order.customer is not None:
        customer_id = customer_named(work.sql, [room["office_id"]], order.customer)["id"]
    departure = Departure(order.on, customer_id, order.nature)
    plan = plan_departure(locked_stays(work, room["id"]), departure)
    leaver = plan.ended[0].stay.customer_id
    must_need_no_signature(work, room, order.on, leaver=leaver, wish=Wish())
    change = _change(order, room, plan, actor)
    work.session.add(change)
    work.session.flush()
    warnings = debts_stay(work, change, leaver)
    read_with(work, order.readings, of=change, leaver=leaver, actor=actor)
    leave_trail(work.sql, "create", "occupancy_change", change.id, office=change.office_id, actor=actor)
    return Changed(change.id, write_plan(work, change, plan), warnings)


def _change(order: NewMoveOut, room: Row, plan: Plan, actor: Caller) -> OccupancyChange:
    leaving = plan.ended[0].stay
    return OccupancyChange(
        id=new_id(),
        office_id=room["office_id"],
        room_id=room["id"],
        customer_id=leaving.customer_id,
        entrance="move_out",
        nature=leaving.nature,
        happened_on=order.on,
        created_by=actor.account_id,
    )
