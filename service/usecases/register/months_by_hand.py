"""A month of water or power that somebody charged by hand: what was read in it stands on that charge."""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from service.models.meter import BY_HAND, CHARGED_BY_READING, FOR_OTHERS, OPEN, read_before, read_in
from service.models.occupancy import used_by
from service.transaction import Work

# In the order of ids, as a charge run takes them. Whoever read them before looks again.
LOCK_METERS = "SELECT m.id FROM meter m WHERE m.room_id = ANY(%(rooms)s) ORDER BY m.id FOR NO KEY UPDATE"
LOOK_AGAIN = "UPDATE meter SET version = version + 1 WHERE room_id = ANY(%(rooms)s)"
METERED_ROOMS = """
SELECT DISTINCT c.room_id AS id FROM charge c JOIN meter m ON m.room_id = c.room_id
 WHERE c.id = ANY(%(charges)s) AND c.period IS NOT NULL
"""
# Who is charged for a month has their own of it settled, and what they pay for others.
SETTLE: LiteralString = f"""
UPDATE meter_reading t SET charge_id = s.charge
  FROM (SELECT DISTINCT ON (g.id) g.id AS reading, h.id AS charge
          FROM charge h JOIN meter m ON m.room_id = h.room_id JOIN charge_item i ON i.id = m.item_id
          JOIN meter_reading g ON g.meter_id = m.id AND {read_in("g", "h.period")} AND {OPEN}
          JOIN LATERAL {read_before("g")} e ON true
         CROSS JOIN LATERAL {used_by("m.room_id", "g.read_on", "e.read_on")} AS who (id)
         WHERE h.room_id = ANY(%(rooms)s) AND (%(meter)s::uuid IS NULL OR m.id = %(meter)s) AND {BY_HAND}
           AND (who.id IS NULL OR who.id::text NOT IN {CHARGED_BY_READING})
           AND (h.customer_id = who.id OR {FOR_OTHERS})
         ORDER BY g.id, h.customer_id = who.id DESC NULLS LAST, h.id) s
 WHERE t.id = s.reading
"""


def lock_meters(work: Work, rooms: Collection[UUID]) -> None:
    """Before the charges are locked that stand on their readings."""
    work.sql.execute(LOCK_METERS, {"rooms": list(rooms)})


def settle_charges(work: Work, charges: Collection[UUID]) -> None:
    """Charges by hand that have just been made."""
    found = work.sql.all(METERED_ROOMS, {"charges": list(charges)})
    if found:
        rooms = [row["id"] for row in found]
        lock_meters(work, rooms)
        months_changed(work, rooms)


def months_changed(work: Work, rooms: Collection[UUID]) -> None:
    """Charges by hand came, went or moved to another month; the rooms' meters are locked."""
    work.sql.execute(LOOK_AGAIN, {"rooms": list(rooms)})
    settle_by_hand(work, rooms)


def settle_by_hand(work: Work, rooms: Collection[UUID], meter_id: UUID | None = None) -> None:
    """Of one meter, or all of the rooms; they are locked."""
    work.sql.execute(SETTLE, {"rooms": list(rooms), "meter": meter_id})
