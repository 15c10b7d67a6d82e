"""Nobody decided in time: somebody above may decide instead, the duty goes back, or the silence is a no."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, LiteralString

from service.door.approvals import changed
from service.door.level_timers import LEVEL
from service.door.operations import Deed, Duty, deed_of, held_by, plan_operation
from service.door.plan import Plan, plan_move
from service.door.read import Question, read_ticket
from service.door.seen import Seen, moment, seen
from service.door.staffing import staff_of
from service.door.timing import SOON, calendar_of
from service.door.write import write_move
from service.jobs import NewEffect, add_effect
from service.transaction import statements, transaction
from service.usecases.tickets.fire_trigger import MOST_READS, TooBusy, is_armed
from service.usecases.timers.due_timers import Due
from workflows.clocks import deadline
from workflows.engine import Refused
from workflows.ladder import Added, Level, with_added
from workflows.lateness import action, late_seats, silence, steps_in

Json = dict[str, Any]
# Where nobody is there to step in, they are told, and it is tried again.
TOLD = ("admin", "supervisor")
AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Late:
    """The level as it was read, with its late seats and the rows of their duties."""

    seen: Seen
    level: Level
    duties: Mapping[int, Mapping[str, Any]]

    @property
    def now(self) -> datetime:
        return self.seen.case.now


def time_out_level(due: Due) -> str:
    """Through the door as `system`. Whoever was faster has stopped the timer: it is read again, and gone."""
    for _ in range(MOST_READS):
        with statements() as sql:
            found = seen(read_ticket(sql, Question(ref=str(due.ticket), staff=True)))
            if found.case.suspended or not is_armed(found, due.kind) or not _is_asked(found, due.kind):
                return "gone"
            late = _late(found)
            plan = _plan(late) if late.duties else None
            if plan is not None and write_move(sql, found, replace(plan, fired=due.kind)):
                return plan.trigger
        if plan is None:
            return _wait(due, late)
    raise TooBusy(str(due.ticket))


def _is_asked(found: Seen, kind: str) -> bool:
    book = found.case.ladder
    return kind == f"{LEVEL}{book.position}" and book.position < len(book.levels)


def _late(found: Seen) -> Late:
    book = found.case.ladder
    level = book.levels[book.position]
    votes = {each["seat"]: each for each in found.row["items"] or () if each["kind"] == "vote"}
    overdue = {seat for seat, each in votes.items() if moment(each["due_at"]) <= found.case.now}
    return Late(found, level, {seat: votes[seat] for seat in late_seats(level, book.votes, overdue)})


def _plan(late: Late) -> Plan | None:
    """None: nobody is there to do anything."""
    match action(late.level.on_timeout):
        case "auto_reject":
            return _refused(late)
        case "reassign":
            return _given_back(late) or _escalated(late)
    return _escalated(late)


def _refused(late: Late) -> Plan | None:
    """Silence is a no: the ticket moves as by the last rejection, or where there is none, by a return."""
    case, book = late.seen.case, late.seen.case.ladder
    asked = replace(case, ladder=replace(book, votes=silence(late.level, book.votes)))
    trigger = "reject" if late.seen.workflow.rows_of(case.state, "reject") else "return"
    decision = late.seen.workflow.conclude(asked, trigger)
    if isinstance(decision, Refused):
        return _escalated(late)
    return plan_move(late.seen, decision, {"timeout": {"level": late.level.name}})


def _given_back(late: Late) -> Plan | None:
    """A duty that somebody took out of its pool and let lie is the pool's again, with its time anew."""
    held = {seat: each for seat, each in late.duties.items() if each["desk"] and each["holder"]}
    if not held or late.level.timeout is None:
        return None
    due = deadline(late.now, late.level.timeout, calendar_of(late.seen))
    back = [{**held_by(Duty(late.seen, each), None), "due_at": due} for each in held.values()]
    told = tuple(each["holder"]["id"] for each in held.values())
    timers = [{"kind": f"{LEVEL}{late.seen.case.ladder.position}", "due_at": _next(late, due)}]
    return _written(late, "reassign", list(held), Deed(items=back, asked=told, timers=timers), {})


def _escalated(late: Late) -> Plan | None:
    """Somebody above each late signer may decide in their place."""
    book, staff = late.seen.case.ladder, staff_of(late.seen.row)
    barred = late.seen.case.barred
    found = {seat: steps_in(book.levels, book.position, seat, staff, barred) for seat in late.duties}
    above = {seat: desk for seat, desk in found.items() if desk}
    if not above:
        return None
    level = reduce(_with, above.items(), late.level)
    deed = deed_of(changed(late.seen, level))
    due = min((each["due_at"] for each in deed.new_items), default=late.now + AGAIN)
    timers = [{"kind": f"{LEVEL}{book.position}", "due_at": _next(late, due)}]
    told = tuple(f"tell_desk:{desk}" for desk in dict.fromkeys(above.values()))
    names = {str(seat): desk for seat, desk in above.items()}
    return _written(late, "escalate", list(above), replace(deed, timers=timers, effects=told), names)


def _with(level: Level, asked: tuple[int, str]) -> Level:
    seat, desk = asked
    return with_added(level, Added("instead", seat, desk=desk))


def _written(late: Late, done: str, seats: list[int], deed: Deed, desks: Json) -> Plan:
    """One event, with what was done and to whose seats."""
    duty = Duty(late.seen, late.duties[seats[0]])
    said = {"level": late.level.name, "action": done, "seats": seats}
    return plan_operation(
        duty, "escalate_level", form={**said, **({"desks": desks} if desks else {})}, deed=deed
    )


def _next(late: Late, due: datetime) -> datetime:
    """When the level is looked at again: by the duty that is late next, at latest at `due`."""
    others = (each for each in late.seen.row["items"] or () if each["kind"] == "vote")
    coming = (at for each in others if (at := moment(each["due_at"])) > late.now)
    return max(min([due, *coming]), late.now + SOON)


def _wait(due: Due, late: Late) -> str:
    """Nothing to do now: somebody voted meanwhile, or there is nobody above, which is told."""
    at = _next(late, late.now + AGAIN)
    with transaction() as work:
        if work.sql.one(AGAIN_AT, {"id": due.id, "was": due.due_at, "at": at}) is None:
            return "gone"
        for desk in TOLD if late.duties else ():
            key = f"timer:{due.id}:{due.due_at.isoformat()}:{desk}"
            seq, about = late.seen.case.version, {"about": "approval.nobody_above"}
            add_effect(work.sql, NewEffect("tell_desk", key, due.ticket, seq, argument=desk, more=about))
    return "again"


AGAIN_AT: LiteralString = """
UPDATE timer SET due_at = %(at)s, taken_until = NULL
 WHERE id = %(id)s AND status = 'armed' AND due_at = %(was)s RETURNING id
"""
