"""A clock ran out: the breach is noted with its true time, and the supervisor told."""

from typing import Final, LiteralString

from service.jobs import NewEffect, add_effect
from service.transaction import transaction
from service.usecases.timers.due_timers import Due

CLOCK: Final = "clock:"


def breach_clock(due: Due) -> str:
    """The timer's end and the breach are one unit of work: both once."""
    name = due.kind.removeprefix(CLOCK)
    with transaction() as work:
        if work.sql.one(END, {"id": due.id, "was": due.due_at}) is None:
            return "gone"
        ticket = work.sql.one(BREACH, {"ticket": due.ticket, "name": name})
        if ticket is None:
            return "cancelled"
        key, more = f"timer:{due.id}:breach", {"about": due.kind.replace(":", ".")}
        seq = ticket["version"]
        add_effect(work.sql, NewEffect("tell_desk", key, due.ticket, seq, argument="supervisor", more=more))
    return "breached"


END: LiteralString = """
UPDATE timer SET status = 'fired', ended_at = guanjia_now()
 WHERE id = %(id)s AND status = 'armed' AND due_at = %(was)s RETURNING id
"""
BREACH: LiteralString = """
UPDATE clock c SET breached_at = c.due_at FROM ticket t
 WHERE t.id = c.ticket_id AND c.ticket_id = %(ticket)s AND c.name = %(name)s
   AND c.stopped_at IS NULL AND c.paused_at IS NULL AND c.breached_at IS NULL
RETURNING t.version
"""
