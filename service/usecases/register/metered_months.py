"""A metered month that was charged by hand is charged: its last reading belongs to that charge."""

from typing import LiteralString
from uuid import UUID

from service.models.meter import LATEST_FIRST, SETTLED
from service.transaction import Work

# Meters in the order of ids, as a run takes them. What a later charge counted already is left to that.
TAKE: LiteralString = f"""
WITH mine AS MATERIALIZED (
    SELECT m.id, c.id AS charge, to_date(c.period, 'YYYY-MM') AS first
      FROM charge c JOIN meter m ON m.room_id = c.room_id AND m.item_id = c.item_id
     WHERE c.id = %(charge)s AND c.kind = 'other' AND c.period IS NOT NULL
     ORDER BY m.id FOR NO KEY UPDATE OF m
), taken AS (
    UPDATE meter_reading g SET charge_id = mine.charge FROM mine
     WHERE g.id = (SELECT g.id FROM meter_reading g WHERE g.meter_id = mine.id
                      AND g.read_on >= first AND g.read_on < first + interval '1 month'
                    ORDER BY {LATEST_FIRST} LIMIT 1)
       AND NOT {SETTLED}
       AND NOT EXISTS (SELECT FROM meter_reading n WHERE n.meter_id = g.meter_id AND n.charge_id IS NOT NULL
                          AND (n.read_on, n.value) > (g.read_on, g.value))
    RETURNING g.meter_id
)
UPDATE meter m SET version = m.version + 1 FROM taken WHERE m.id = taken.meter_id
"""
FREE: LiteralString = "UPDATE meter_reading SET charge_id = NULL WHERE charge_id = %(charge)s"


def take_readings(work: Work, charge_id: UUID) -> None:
    """For a charge by hand of a room's month."""
    work.sql.execute(TAKE, {"charge": charge_id})


def take_other_readings(work: Work, charge_id: UUID) -> None:
    """When its month or item has become another."""
    work.sql.execute(FREE, {"charge": charge_id})
    take_readings(work, charge_id)
