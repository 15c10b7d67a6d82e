"""Finance makes a charge (费用); the payer is frozen on it, whoever lives there later."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field
from service.models.charge import Charge
from service.models.meter_units import read_before
from service.transaction import Work
from service.usecases.register.books import enter
from service.usecases.register.charge_statements import TAKE_A_TURN
from service.usecases.register.disable_customer import living
from service.usecases.register.limitation import limitation_from
from service.usecases.register.months_by_hand import settle_charges
from service.usecases.register.references import as_uuid, customer_named, offices_for, optional_room
from service.visibility import Caller

ITEM = """
SELECT id, name, kind FROM charge_item WHERE office_id = %(office)s AND %(name)s IN (id::text, name)
 ORDER BY id LIMIT 1
"""

# A metered charge is for each month of which it counted a day; read on the first, it is for those before.
BEFORE: LiteralString = f"""
SELECT EXISTS (SELECT FROM charge c JOIN charge n ON n.room_id = c.room_id AND n.period = c.period
                WHERE n.id = %(charge)s AND c.id <> n.id AND c.reversed_at IS NULL AND c.kind <> 'late'
                  AND (c.item_id = n.item_id OR c.item = n.item))
    OR EXISTS (SELECT FROM charge n JOIN meter m ON m.room_id = n.room_id AND m.item_id = n.item_id
                 JOIN meter_reading g ON g.meter_id = m.id AND g.read_on > to_date(n.period, 'YYYY-MM')
                 JOIN LATERAL {read_before("g")} e
                   ON e.read_on < to_date(n.period, 'YYYY-MM') + interval '1 month - 1 day'
                 JOIN charge x ON x.id = g.charge_id AND x.basis IS NOT NULL
                WHERE n.id = %(charge)s AND g.value > e.value) AS found
"""
# The reading with which a meter began counts no day before it.
COUNTS: LiteralString = f"""(EXISTS (SELECT FROM {read_before("g")} e)
    OR g.read_on = to_date(n.period, 'YYYY-MM') + interval '1 month - 1 day')"""
# Of a month of water or power that nobody has read, so that the next reading counts it.
UNREAD: LiteralString = f"""
SELECT EXISTS (SELECT FROM charge n JOIN meter m ON m.room_id = n.room_id AND m.item_id = n.item_id
                WHERE n.id = %(charge)s AND n.period IS NOT NULL
                  AND coalesce(m.retired_on >= to_date(n.period, 'YYYY-MM'), true)
                  AND NOT EXISTS (SELECT FROM meter_reading g WHERE g.meter_id = m.id
                                     AND g.read_on >= to_date(n.period, 'YYYY-MM')
                                     AND CASE WHEN to_char(g.read_on, 'YYYY-MM') <> n.period
                                              THEN g.charge_id IS NOT NULL ELSE {COUNTS} END)) AS found
"""


@dataclass(frozen=True, slots=True)
class NewCharge:
    customer: str
    item: str
    amount_fen: int
    due_on: date
    room: str | None = None
    period: str | None = None
    office: str | None = None


def create_charge(work: Work, order: NewCharge, *, actor: Caller) -> UUID:
    charge_id = enter_charge(work, order, actor=actor)
    settle_charges(work, [charge_id])
    return charge_id


def enter_charge(work: Work, order: NewCharge, *, actor: Caller) -> UUID:
    """One of a list: after the last `settle_charges`, so that meters are locked for a moment only."""
    offices = offices_for(work.sql, actor, ("finance",), order.office)
    customer = living(customer_named(work.sql, offices, order.customer))
    room_id = optional_room(work.sql, customer["office_id"], order.room)
    if room_id is not None and order.period is not None:
        work.sql.execute(TAKE_A_TURN, {"office": str(customer["office_id"])})
    charge = _owed(order, customer["office_id"], customer["id"], room_id, actor)
    charge.item, charge.item_id, charge.kind = item_of(work, charge.office_id, charge.item)
    work.session.add(charge)
    enter(
        work,
        "charge",
        charge.id,
        office_id=charge.office_id,
        kind="charged",
        amount_fen=order.amount_fen,
        actor=actor,
    )
    work.session.flush()
    return charge.id


def is_second(work: Work, charge_id: UUID) -> bool:
    """Whether the room's month has another charge of that item, by a run, by hand or brought in."""
    found = work.sql.one(BEFORE, {"charge": charge_id})
    return found is not None and bool(found["found"])


def is_unread(work: Work, charge_id: UUID) -> bool:
    """Whether it is for a month in which nobody has read the room's meter for that item so far."""
    found = work.sql.one(UNREAD, {"charge": charge_id})
    return found is not None and bool(found["found"])


def item_of(work: Work, office_id: UUID, name: str) -> tuple[str, UUID | None, str]:
    """By name or id, from the list of temporary charges (临时费用一览表) or any other item of the office.

    Its name, its id and the kind of a charge of it; no id where the office has no such item. Raises Invalid
    for an id that is no item of the office.
    """
    item = work.sql.one(ITEM, {"office": office_id, "name": name})
    if item is None:
        if as_uuid(name):
            raise invalid_field("item", "没有这个收费项目。", "There is no such charge item.")
        return name, None, "other"
    return item["name"], item["id"], "temporary" if item["kind"] == "temporary" else "other"


def _owed(
    order: NewCharge, office_id: UUID, customer_id: UUID, room_id: UUID | None, actor: Caller
) -> Charge:
    return Charge(
        id=new_id(),
        office_id=office_id,
        customer_id=customer_id,
        room_id=room_id,
        item=order.item,
        period=order.period,
        amount_fen=order.amount_fen,
        balance_fen=order.amount_fen,
        due_on=order.due_on,
        limitation_on=limitation_from(order.due_on),
        created_by=actor.account_id,
    )
