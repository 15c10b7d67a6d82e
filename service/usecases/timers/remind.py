"""A reminder moves nothing: whose duty it is hears of it, and the customer where the house waits for one."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, LiteralString

from service.jobs import NewEffect, add_effect
from service.transaction import Row, transaction
from service.usecases.timers.breach_clock import END
from service.usecases.timers.due_timers import Due

REMIND: Final = "remind_"
# The states whose reminder is for the customer too.
TEMPLATES: Final[Mapping[tuple[str, str], str]] = {
    ("complaint", "waiting_customer"): "complaint_reminder",
    ("repair", "waiting_quote"): "repair_reminder",
    ("repair", "waiting_payment"): "repair_payment_reminder",
}


def remind(due: Due) -> str:
    with transaction() as work:
        if work.sql.one(END, {"id": due.id, "was": due.due_at}) is None:
            return "gone"
        ticket: Any = work.sql.one(TICKET, [due.ticket])
        for effect in _effects(due, ticket, work.sql.all(DUTIES, [due.ticket])):
            add_effect(work.sql, effect)
    return "reminded"


def _effects(due: Due, ticket: Row, duties: list[Row]) -> Iterator[NewEffect]:
    seq = ticket["version"]
    template = TEMPLATES.get((ticket["workflow"], ticket["state"]))
    if template:
        yield NewEffect("tell_customer", f"timer:{due.id}:customer", due.ticket, seq, argument=template)
    yield from tell_duties(due, seq, duties, about=due.kind)


def tell_duties(due: Due, seq: int, duties: list[Row], *, about: str) -> Iterator[NewEffect]:
    """One notice for each holder, and for everybody of a pool that nobody has taken from."""
    for duty in duties:
        key, more = f"timer:{due.id}:{about}:{duty['holder_id'] or duty['desk']}", {"about": about}
        if duty["holder_id"]:
            more["to"] = str(duty["holder_id"])
            yield NewEffect("tell_assignee", key, due.ticket, seq, more=more)
        else:
            yield NewEffect("tell_desk", key, due.ticket, seq, argument=duty["desk"], more=more)


TICKET: LiteralString = "SELECT workflow, state, version FROM ticket WHERE id = %s"
DUTIES: LiteralString = """
SELECT DISTINCT holder_id, CASE WHEN holder_id IS NULL THEN desk END AS desk FROM work_item
 WHERE ticket_id = %s AND status IN ('open', 'claimed') AND num_nonnulls(holder_id, desk) > 0
"""
