"""A room gets a meter (水表, 电表); one that is taken away or replaced is retired."""

from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, invalid_field
from service.models.meter import Meter
from service.transaction import Row, Work
from service.usecases.occupancy.meters import keep_reading, must_be_by_now
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import offices_for, room_named
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

ITEM = """
SELECT id FROM charge_item
 WHERE office_id = %(office)s AND kind IN ('water', 'power') AND %(item)s IN (id::text, name)
"""
LAST_DAY: LiteralString = "SELECT max(read_on) AS day FROM meter_reading WHERE meter_id = %(meter)s"


@dataclass(frozen=True, slots=True)
class NewMeter:
    """`value` is what it shows when it is registered, on `read_on`."""

    room: str
    item: str
    number: str
    value: int
    read_on: date
    office: str | None = None


def create_meter(work: Work, order: NewMeter, *, actor: Caller) -> UUID:
    offices = offices_for(work.sql, actor, DATA_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    item = work.sql.one(ITEM, {"office": room["office_id"], "item": order.item})
    if item is None:
        raise invalid_field("item", "没有这个水电收费项目。", "There is no such item of water or power.")
    meter = Meter(
        id=new_id(), office_id=room["office_id"], room_id=room["id"], item_id=item["id"], number=order.number
    )
    work.session.add(meter)
    with refusing({"meter_number": Duplicate("已有这个编号的表。", "There is a meter with this number.")}):
        work.session.flush()
    must_be_by_now(work, room["office_id"], order.read_on)
    keep_reading(work, meter.id, order.value, order.read_on, actor)
    leave_trail(work.sql, "create", "meter", meter.id, office=meter.office_id, actor=actor)
    return meter.id


def retired(work: Work, changes: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    """The changes, where `retired_on` is not earlier than the last reading. Raises Invalid."""
    day: date | None = changes["retired_on"]
    if day is not None:
        last: Any = work.sql.one(LAST_DAY, {"meter": row["id"]})
        if day < last["day"]:
            zh = f"不能早于最后一次抄表（{last['day']}）。"
            raise invalid_field("retired_on", zh, f"It was read on {last['day']}: not earlier than that.")
        must_be_by_now(work, row["office"]["id"], day, field="retired_on")
    return changes
