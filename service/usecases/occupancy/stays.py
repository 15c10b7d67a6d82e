"""The relations of a room as rows: read under its lock, ended and begun as a plan says."""

from uuid import UUID

from service.db import new_id
from service.models.occupancy import NATURES, Occupancy
from service.models.occupancy_change import OccupancyChange, OccupancyChangePart
from service.occupancy import Begun, Ended, Plan, Stay, taken
from service.transaction import Work
from service.usecases.register.refusals import refusing

# Two at once for one room take turns here; inside the exclusion constraint they could deadlock.
LOCK = "SELECT FROM room WHERE id = %(id)s FOR NO KEY UPDATE"
STAYS = """
SELECT y.id, y.customer_id, y.nature, y.since, y.until, y.out_on, y.lessor,
       c.name || '（' || c.code || '）' AS who
  FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = %(id)s AND y.cancelled_at IS NULL ORDER BY y.since, y.id
"""
END = """
UPDATE occupancy SET until = %(until)s, out_on = %(out_on)s, version = version + 1 WHERE id = %(id)s
"""
SOURCES = {"handover": "handover", "move_in": "move", "move_out": "move", "transfer": "transfer"}


def locked_stays(work: Work, room_id: UUID) -> list[Stay]:
    """All of a room, past and planned ones too, but for the cancelled; nobody else changes them meanwhile."""
    work.sql.execute(LOCK, {"id": room_id})
    return [Stay(**row) for row in work.sql.all(STAYS, {"id": room_id})]


def write_plan(work: Work, change: OccupancyChange, plan: Plan) -> UUID:
    """The relation that the change is about: the first that began, else the first that ended."""
    for ended in plan.ended:
        _end(work, change, ended)
    begun = [_begin(work, change, each) for each in plan.begun]
    with refusing({f"occupancy_one_{nature}": taken() for nature in NATURES}):
        work.session.flush()
    return begun[0] if begun else plan.ended[0].stay.id


def _end(work: Work, change: OccupancyChange, ended: Ended) -> None:
    stay = ended.stay
    work.sql.execute(END, {"id": stay.id, "until": ended.until, "out_on": ended.out_on})
    work.session.add(
        OccupancyChangePart(
            change_id=change.id,
            occupancy_id=stay.id,
            began=False,
            former_until=stay.until,
            former_out_on=stay.out_on,
        )
    )


def _begin(work: Work, change: OccupancyChange, begun: Begun) -> UUID:
    stay = Occupancy(
        id=new_id(),
        office_id=change.office_id,
        room_id=change.room_id,
        customer_id=begun.customer_id,
        nature=begun.nature,
        since=begun.since,
        until=begun.until,
        source=SOURCES[change.entrance],
        lessor=begun.lessor,
    )
    work.session.add(stay)
    work.session.flush()
    work.session.add(OccupancyChangePart(change_id=change.id, occupancy_id=stay.id, began=True))
    return stay.id
