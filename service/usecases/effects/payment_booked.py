"""Money was booked on charges: each open dunning request over them is told, in full or in part."""

from service.transaction import statements
from service.usecases.effects.shape import Done, Effect, Outcome, Partners, Unfinished
from service.usecases.tickets.fire_trigger import fire_as_system

TOLD = "SELECT FROM event WHERE ticket_id = %s AND form ->> 'payment' = %s"


def payment_booked(effect: Effect, partners: Partners) -> Outcome:
    """The request itself knows whether anything is left: `payment_full` is refused while there is."""
    payment = str(effect.payload["payment"])
    with statements() as sql:
        if sql.one(TOLD, [effect.ticket, payment]) is not None:
            return Done("known")
    for trigger in ("payment_full", "payment_part"):
        fired = fire_as_system(str(effect.ticket), trigger, {"payment": payment})
        if fired.moved:
            return Done(trigger)
        if fired.refusal is None or fired.refusal.kind == "not_now":
            return Done("closed")
    raise Unfinished("payment_refused")
