"""The limitation of a debt: three years (Civil Code 188), begun anew by what interrupts it (195)."""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from service.transaction import Work

YEARS = 3
# Of charge `c`: the latest day to which an event has led, each counted from its day there; null: none.
LED_TO: LiteralString = """
(SELECT max((e.at AT TIME ZONE o.zone)::date + interval '3 years')::date FROM limitation_event e
   JOIN office o ON o.id = c.office_id WHERE e.charge_id = c.id)
"""
# Never below what stood before anybody paid: a row that came over brought its limitation without the events.
COUNTED_ANEW: LiteralString = f"""
UPDATE charge c SET limitation_on = greatest((c.due_on + interval '3 years')::date,
       (SELECT min(a.former_limitation_on) FROM payment_allocation a WHERE a.charge_id = c.id), {LED_TO})
 WHERE c.id = ANY(%(charges)s)
"""


def limitation_from(day: date) -> date:
    """The last day on which the debt is not yet barred; 29 February counts to 28 February."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)


def count_anew(work: Work, charges: Collection[UUID]) -> None:
    """When an event is gone: from the due date and the events that are left, whichever went first."""
    work.sql.execute(COUNTED_ANEW, {"charges": list(charges)})
