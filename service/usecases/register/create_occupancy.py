"""Somebody owns, rents or lives in a room from a day on (居住关系)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field
from service.models.occupancy import NATURES, Occupancy
from service.occupancy import only_to_tenants, taken
from service.transaction import Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.disable_customer import living
from service.usecases.register.in_sight import must_be_in_sight
from service.usecases.register.references import customer_named, offices_for, room_named
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

THERE = """
SELECT c.name || '（' || c.code || '）' AS who, y.since
  FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = %(room)s AND y.nature = %(nature)s AND y.cancelled_at IS NULL
   AND daterange(y.since, y.until) && daterange(%(since)s::date, %(until)s::date) ORDER BY y.since LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class NewOccupancy:
    """`until` is the first day on which it no longer holds."""

    room: str
    customer: str
    nature: str
    since: date
    until: date | None = None
    lessor: str = "owner"
    office: str | None = None


def create_occupancy(work: Work, order: NewOccupancy, *, actor: Caller) -> UUID:
    if order.until is not None and order.until <= order.since:
        raise invalid_field("until", "结束日期要晚于开始日期。", "The end must be later than the start.")
    offices = offices_for(work.sql, actor, DATA_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    must_be_in_sight(work, room["office_id"], order.since, field="since")
    customer = living(customer_named(work.sql, [room["office_id"]], order.customer))
    # Two at once for one room take turns here; inside the exclusion constraint they could deadlock.
    work.sql.execute("SELECT FROM room WHERE id = %(id)s FOR NO KEY UPDATE", {"id": room["id"]})
    _must_be_free(work, room["id"], order)
    occupancy = Occupancy(
        id=new_id(),
        office_id=room["office_id"],
        room_id=room["id"],
        customer_id=customer["id"],
        nature=order.nature,
        since=order.since,
        until=order.until,
        lessor=order.lessor,
    )
    work.session.add(occupancy)
    met = {f"occupancy_one_{nature}": taken() for nature in NATURES}
    with refusing({**met, "occupancy_let_to_tenants": only_to_tenants()}):
        work.session.flush()
    leave_trail(work.sql, "create", "occupancy", occupancy.id, office=occupancy.office_id, actor=actor)
    return occupancy.id


def _must_be_free(work: Work, room_id: UUID, order: NewOccupancy) -> None:
    asked = {"room": room_id, "nature": order.nature, "since": order.since, "until": order.until}
    there = work.sql.one(THERE, asked)
    if there is not None:
        raise taken(there["who"], there["since"])
