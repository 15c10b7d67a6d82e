"""Money was booked on charges or taken back: each open dunning request over them is told, in full or in part.

Their limitation is the booking's: a payment begins it anew for what it paid, a write-off for nothing.
"""

from typing import Any, LiteralString

from service.transaction import statements
from service.usecases.effects.shape import Done, Effect, Outcome, Partners, Unfinished
from service.usecases.tickets.fire_trigger import fire_as_system

TICKET: LiteralString = """
SELECT t.version, EXISTS (SELECT FROM event e WHERE e.ticket_id = t.id AND e.form ->> 'payment' = %s) AS told
  FROM ticket t WHERE t.id = %s
"""


def payment_booked(effect: Effect, partners: Partners) -> Outcome:
    """The request itself knows whether anything is left: `payment_full` is refused while there is."""
    payment = str(effect.payload["payment"])
    with statements() as sql:
        ticket: Any = sql.one(TICKET, [payment, effect.ticket])
    if ticket["told"]:
        return Done("known")
    for trigger in ("payment_full", "payment_part"):
        fired = fire_as_system(str(effect.ticket), trigger, {"payment": payment}, version=ticket["version"])
        if fired.moved:
            return Done(trigger)
        if fired.refusal is not None and fired.refusal.kind == "not_now":
            return Done("closed")
    raise Unfinished("it_moved")
