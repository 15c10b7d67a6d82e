"""A month of water or power that somebody charged by hand: what was read in it stands on that charge."""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from service.models.meter_units import BY_HAND, FOR_READING, read_before, user_of
from service.transaction import Work

# In the order of ids, as a charge run takes them. Whoever read them before looks again.
LOCK_METERS = "SELECT m.id FROM meter m WHERE m.room_id = ANY(%(rooms)s) ORDER BY m.id FOR NO KEY UPDATE"
LOOK_AGAIN = "UPDATE meter SET version = version + 1 WHERE room_id = ANY(%(rooms)s)"
METERED_ROOMS = """
SELECT DISTINCT c.room_id AS id FROM charge c JOIN meter m ON m.room_id = c.room_id
 WHERE c.id = ANY(%(charges)s) AND c.period IS NOT NULL
"""


def settle(which: LiteralString) -> LiteralString:
    """Of meters `m`: what no charge by meter is for stands on the charge by hand that is, as far as is known
    by now: the user's own, else one of who pays for them.
    """
    return f"""
UPDATE meter_reading t SET charge_id = s.charge
  FROM (SELECT g.id AS reading, found.id AS charge
          FROM meter m JOIN charge_item i ON i.id = m.item_id
          JOIN LATERAL (SELECT to_date(min(h.period), 'YYYY-MM') AS first,
                               to_date(max(h.period), 'YYYY-MM') + interval '1 month' AS after
                          FROM charge h WHERE {BY_HAND}) months ON true
          JOIN meter_reading g ON g.meter_id = m.id AND NOT g.nobodys
           AND g.read_on >= months.first AND g.read_on < months.after
          LEFT JOIN charge c ON c.id = g.charge_id
          JOIN LATERAL {read_before("g")} e ON true
         CROSS JOIN LATERAL (SELECT {user_of("m.room_id")} AS id) who
          LEFT JOIN LATERAL (SELECT f.id FROM {FOR_READING} f LIMIT 1) found ON true
         WHERE {which} AND c.basis IS NULL) s
 WHERE t.id = s.reading AND t.charge_id IS DISTINCT FROM s.charge
"""


SETTLE: LiteralString = settle("m.room_id = ANY(%(rooms)s)")
SETTLE_ONE: LiteralString = settle("m.id = %(meter)s")


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
    work.sql.execute(SETTLE, {"rooms": list(rooms)})


def settle_meter(work: Work, meter_id: UUID) -> None:
    """It is locked."""
    work.sql.execute(SETTLE_ONE, {"meter": meter_id})
