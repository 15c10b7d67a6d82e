"""The limitation of a debt: three years (Civil Code 188), begun anew by what interrupts it (195)."""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from service.queries.register.interrupted import EVENTS
from service.transaction import Work

YEARS = 3
# Of charge `c`: the latest day to which an event has led, each counted from its day there; null: none.
LED_TO: LiteralString = f"""
(SELECT max((e.at AT TIME ZONE o.zone)::date + interval '3 years')::date FROM {EVENTS} e
   JOIN office o ON o.id = c.office_id)
"""
# These, and what became of them in other hands.
COUNTED_ANEW: LiteralString = f"""
WITH RECURSIVE line AS (
    SELECT unnest(%(charges)s::uuid[]) AS id
    UNION SELECT m.to_id FROM line l JOIN occupancy_change_money m ON m.from_id = l.id AND m.book = 'charge'
)
UPDATE charge c SET limitation_on = greatest((c.due_on + interval '3 years')::date, {LED_TO})
 WHERE c.id IN (SELECT id FROM line)
"""


def limitation_from(day: date) -> date:
    """The last day on which the debt is not yet barred; 29 February counts to 28 February."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)


def count_anew(work: Work, charges: Collection[UUID]) -> None:
    """When an event is gone or the due day was wrong: from the due day and the events that are left,
    whichever went first, with each row that went over to somebody else."""
    work.sql.execute(COUNTED_ANEW, {"charges": list(charges)})
