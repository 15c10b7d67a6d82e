"""Suspend and resume (挂起、恢复): the work rests for a reason, its duties stay whose they are."""

from schemas.requests import MaybeReasoned, Suspend
from service.door import explain
from service.door.admit import Answered, Asked
from service.door.plan import Plan
from service.door.read import Question, read_ticket
from service.door.rest import RESUME
from service.door.seen import Seen, seen
from service.door.suspension import plan_resume, plan_suspend
from service.door.write import write_move
from service.errors import FieldError, Invalid, NotNow
from service.policy import suspension_codes
from service.transaction import statements
from service.usecases.tickets.fire_trigger import MOST_READS, TooBusy, is_armed
from service.usecases.tickets.operate import TicketOperation, is_open, operate_on, works_here
from workflows.case import Form
from workflows.engine import Refused
from workflows.terms import Rule

HOLDER = Rule(
    "holder_or_supervisor",
    "只有持有待办的人或主管可以挂起、恢复。",
    "Only who holds an open duty, or a supervisor, may suspend and resume.",
    lambda case, actor, form: False,
    about_person=True,
)


def suspend_ticket(asked: Asked) -> Answered:
    """By the holder of an open duty or a supervisor; the codes are the policy's."""
    return operate_on(asked, SUSPEND)


def resume_ticket(asked: Asked) -> Answered:
    return operate_on(asked, RESUME_TICKET)


def resume_by_time(ticket: str) -> bool:
    """The timer `until` has come. False: somebody was faster, and there is nothing to resume."""
    for _ in range(MOST_READS):
        with statements() as sql:
            row = read_ticket(sql, Question(ref=ticket))
            found = seen(row)
            if not found.case.suspended or not is_armed(found, RESUME):
                return False
            if write_move(sql, found, plan_resume(found, {}, fired=RESUME)):
                return True
    raise TooBusy(ticket)


def _could(seen: Seen) -> bool:
    """A signer who was added holds a duty, whatever their desk."""
    return "supervisor" in seen.actor.desks or works_here(seen) or _holds(seen)


def _holds(seen: Seen) -> bool:
    """Rights as they are now: what was claimed out of a pool counts with the desk only."""
    held = [item for item in seen.case.items if item.kind != "opinion" and item.holder == seen.actor.person]
    return any(item.desk in (None, *seen.actor.desks) for item in held)


def _works(seen: Seen) -> NotNow | None:
    return explain.not_now(seen) if seen.case.suspended or not is_open(seen) else None


def _rests(seen: Seen) -> NotNow | None:
    return None if seen.case.suspended else explain.not_now(seen)


def _bars(seen: Seen) -> Refused | None:
    """Holding is more than being able to claim: whoever only could is none of those at work on it."""
    allowed = "supervisor" in seen.actor.desks or _holds(seen)
    return None if allowed else Refused("not_you", (HOLDER,))


def _suspended(seen: Seen, form: Form) -> Plan:
    codes = suspension_codes(seen.case.policy)
    if form["code"] not in codes:
        known = ", ".join(codes)
        raise Invalid(errors=[FieldError("code", f"只能是：{known}", f"This must be one of: {known}.")])
    return plan_suspend(seen, form, pauses=codes[form["code"]])


def _resumed(seen: Seen, form: Form) -> Plan:
    return plan_resume(seen, form)


SUSPEND = TicketOperation(
    "suspend_ticket",
    could=_could,
    fits=_works,
    refuses=_bars,
    plan=_suspended,
    schema=Suspend,
    desks=("supervisor",),
)
RESUME_TICKET = TicketOperation(
    RESUME,
    could=_could,
    fits=_rests,
    refuses=_bars,
    plan=_resumed,
    schema=MaybeReasoned,
    desks=("supervisor",),
)
