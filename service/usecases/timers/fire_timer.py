"""A timer whose time has come: a trigger through the door, a clock's, a level's, or a reminder."""

from collections.abc import Callable, Mapping
from typing import Final, LiteralString

from service.door.level_timers import LEVEL
from service.door.rest import RESUME
from service.door.seen import Seen, moment
from service.door.timing import again, calendar_of
from service.failpoints import failpoint
from service.jobs import NewEffect, add_effect
from service.transaction import transaction
from service.usecases.tickets.fire_trigger import fire_as_system
from service.usecases.tickets.suspend_ticket import resume_by_time
from service.usecases.timers.breach_clock import CLOCK, breach_clock
from service.usecases.timers.due_timers import Due
from service.usecases.timers.remind import REMIND, remind
from service.usecases.timers.time_out_level import time_out_level
from service.usecases.timers.warn_clock import WARN, warn_clock
from service.usecases.work_items.chosen_assignee import by_rule
from workflows.terms import Timer

# The triggers by which the system names an assignee.
FILLS = {"auto": by_rule, "assign": by_rule}


def _resume(due: Due) -> str:
    return "fired" if resume_by_time(str(due.ticket)) else "gone"


# Timers that fire no trigger of the table, by how their kind begins.
BESIDE: Final[Mapping[str, Callable[[Due], str]]] = {
    CLOCK: breach_clock,
    WARN: warn_clock,
    LEVEL: time_out_level,
    REMIND: remind,
    RESUME: _resume,
}


def fire_timer(due: Due) -> str:
    """One word for the count. The move itself ends the timer, so nobody fires it twice."""
    failpoint("before_timer")
    own = next((fires for start, fires in BESIDE.items() if due.kind.startswith(start)), None)
    if own is not None:
        return own(due)
    fired = fire_as_system(str(due.ticket), due.kind, fired=due.kind, fills=FILLS.get(due.kind))
    failpoint("after_timer")
    if fired.moved:
        return "fired"
    if fired.refusal is None or fired.seen is None:
        return "gone"
    timer = _declared(fired.seen, due.kind)
    if timer is None or fired.refusal.kind == "not_now":
        return _cancel(due)
    return _arm_again(due, timer, fired.seen)


def _declared(seen: Seen, kind: str) -> Timer | None:
    timers = seen.workflow.by_state[seen.case.state].timers
    return next((each for each in timers if each.trigger == kind), None)


def _cancel(due: Due) -> str:
    with transaction() as work:
        work.sql.execute(CANCEL, [due.id])
    return "cancelled"


def _arm_again(due: Due, timer: Timer, seen: Seen) -> str:
    """Refused by its guard: it comes again later, and whoever should know is told each time."""
    later = again(timer, moment(seen.row["at"]), calendar_of(seen))
    with transaction() as work:
        if work.sql.one(ARM, {"id": due.id, "was": due.due_at, "due_at": later}) is None:
            return "gone"
        for effect in timer.told:
            kind, _, argument = effect.partition(":")
            key = f"timer:{due.id}:{due.due_at.isoformat()}:{effect}"
            more = {"about": f"{seen.workflow.name}.{due.kind}_refused"}
            seq = seen.case.version
            add_effect(work.sql, NewEffect(kind, key, due.ticket, seq, argument=argument, more=more))
    return "again"


CANCEL: LiteralString = """
UPDATE timer SET status = 'cancelled', ended_at = guanjia_now() WHERE id = %s AND status = 'armed'
"""
ARM: LiteralString = """
UPDATE timer SET due_at = %(due_at)s, taken_until = NULL
 WHERE id = %(id)s AND status = 'armed' AND due_at = %(was)s RETURNING id
"""
