"""A month of water or power that somebody charged by hand: what was read in it stands on that charge."""

from typing import LiteralString
from uuid import UUID

from service.models.meter import BY_HAND, CHARGED_BY_READING, FOR_ITS_OWN, OPEN, read_before, read_in
from service.models.occupancy import used_by
from service.transaction import Work

# All of a room in the order of ids, as a charge run takes them. Whoever read them before looks again.
LOCK_METERS = """
SELECT m.id FROM meter m WHERE m.room_id = %(room)s ORDER BY m.id FOR NO KEY UPDATE
"""
LOOK_AGAIN = "UPDATE meter SET version = version + 1 WHERE room_id = %(room)s"
# Who is charged for a month has their own of it settled; who had no part in it, everybody's.
SETTLE: LiteralString = f"""
UPDATE meter_reading t SET charge_id = s.charge
  FROM (SELECT DISTINCT ON (g.id) g.id AS reading, h.id AS charge
          FROM charge h JOIN meter m ON m.room_id = h.room_id JOIN charge_item i ON i.id = m.item_id
          JOIN meter_reading g ON g.meter_id = m.id AND {read_in("g", "h.period")} AND {OPEN}
          JOIN LATERAL {read_before("g")} e ON true
         CROSS JOIN LATERAL {used_by("m.room_id", "g.read_on", "e.read_on")} AS who (id)
         WHERE h.room_id = %(room)s AND (%(meter)s::uuid IS NULL OR m.id = %(meter)s) AND {BY_HAND}
           AND (who.id IS NULL OR who.id::text NOT IN {CHARGED_BY_READING})
           AND (h.customer_id = who.id OR NOT {FOR_ITS_OWN})
         ORDER BY g.id, h.customer_id = who.id DESC NULLS LAST, h.id) s
 WHERE t.id = s.reading
"""


def lock_meters(work: Work, room_id: UUID) -> bool:
    """Whether the room has any; before the charges are locked that stand on their readings."""
    return bool(work.sql.all(LOCK_METERS, {"room": room_id}))


def month_changed(work: Work, room_id: UUID) -> None:
    """A charge by hand came, went or moved to another month; the room's meters are locked."""
    work.sql.execute(LOOK_AGAIN, {"room": room_id})
    settle_by_hand(work, room_id)


def settle_by_hand(work: Work, room_id: UUID, meter_id: UUID | None = None) -> None:
    """Of one meter, or all of the room; they are locked."""
    work.sql.execute(SETTLE, {"room": room_id, "meter": meter_id})
