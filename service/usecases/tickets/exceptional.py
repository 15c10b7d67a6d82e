"""Terminate, jump and skip (终止、跳转、跳过): by admin or pm, by two persons where money is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import Schema

from schemas.requests import Jump, Skip, Terminate
from service.door import explain
from service.door.admit import Answered, Asked
from service.door.answer import person
from service.door.beside import shown_proposal
from service.door.exceptional import bound, plan_exceptional, plan_proposal
from service.door.hashing import plain
from service.door.plan import Plan
from service.door.seen import Seen, moment
from service.errors import Duplicate, FieldError, Invalid, Problem
from service.usecases.tickets.operate import TicketOperation, is_open, operate_on, whole_ticket
from workflows import detours
from workflows.case import Form
from workflows.common import four_eyes
from workflows.engine import Decision, Refused

Json = dict[str, Any]
DESKS = ("admin", "pm")
Decides = Callable[[Seen, Form], Decision | Refused]


def terminate_ticket(asked: Asked) -> Answered:
    """To an end that the workflow declares for it; never after money was sent."""
    return operate_on(asked, TERMINATE)


def jump_ticket(asked: Asked) -> Answered:
    """To another state; levels that this passes over are named."""
    return operate_on(asked, JUMP)


def skip_level(asked: Asked) -> Answered:
    """The level being asked counts as passed, its seats are named."""
    return operate_on(asked, SKIP)


def decided(seen: Seen, kind: str, form: Form) -> Decision | Refused:
    return DECIDES[kind](seen, form)


def _terminated(seen: Seen, form: Form) -> Decision | Refused:
    return detours.terminated(seen.workflow, seen.case, seen.actor, form.get("end"))


def _jumped(seen: Seen, form: Form) -> Decision | Refused:
    if form["to"] not in seen.workflow.by_state:
        raise Invalid(errors=[FieldError("to", "该流程没有这个状态。", "The workflow has no such state.")])
    return detours.jumped(seen.workflow, seen.case, seen.actor, form["to"])


def _skipped(seen: Seen, form: Form) -> Decision | Refused:
    return detours.level_passed(seen.workflow, seen.case, seen.actor)


DECIDES: dict[str, Decides] = {"terminate": _terminated, "jump": _jumped, "skip": _skipped}


def holds_desk(seen: Seen) -> bool:
    return bool(seen.actor.desks & set(DESKS))


def bars(seen: Seen) -> Refused | None:
    """Whoever may not decide for the ticket may not decide around its deciders either."""
    barred = not seen.actor.eyes.isdisjoint(seen.case.barred)
    return Refused("not_you", (four_eyes,)) if barred else None


def waits(seen: Seen) -> Problem | None:
    """An open ticket; for a jump or a skip also one whose work does not rest."""
    return None if is_open(seen) else explain.not_now(seen)


def _works(seen: Seen) -> Problem | None:
    return waits(seen) or (explain.not_now(seen) if seen.case.suspended else None)


def _is_asked(seen: Seen) -> Problem | None:
    book = seen.case.ladder
    asked = bool(seen.workflow.by_state[seen.case.state].approval) and book.position < len(book.levels)
    return _works(seen) or (None if asked else explain.not_now(seen))


def _planned(kind: str) -> Callable[[Seen, Form], Plan | Refused]:
    def plan(seen: Seen, form: Form) -> Plan | Refused:
        decision = decided(seen, kind, form)
        if isinstance(decision, Refused):
            return decision
        skipped = detours.passed_over(seen.workflow, seen.case, decision)
        if not detours.needs_two(seen.workflow, seen.case):
            return plan_exceptional(seen, decision, form, skipped)
        if is_waiting(seen):
            raise Duplicate("该工单已有一项待确认的提议。", "A proposal for this ticket waits already.")
        return plan_proposal(seen, kind, form, skipped)

    return plan


def is_waiting(seen: Seen) -> bool:
    """A proposal that could still be confirmed: neither expired nor overtaken."""
    made = seen.ticket["proposal"]
    if made is None or made["status"] != "pending" or has_expired(seen):
        return False
    return bool(made["bound"] == bound(seen))


def has_expired(seen: Seen) -> bool:
    expires: datetime = moment(seen.ticket["proposal"]["expires_at"])
    return expires <= seen.case.now


def _answered(seen: Seen, plan: Plan, lang: str) -> tuple[int, Json]:
    """202 while a second person has still to confirm."""
    made = plan.ticket.get("proposal")
    if made is None or plan.trigger != "propose_exception":
        return whole_ticket(seen, plan, lang)
    return 202, shown_proposal(plain(made), person(seen.row["me"]))


def _operation(kind: str, schema: type[Schema], fits: Callable[[Seen], Problem | None]) -> TicketOperation:
    return TicketOperation(
        kind,
        could=holds_desk,
        fits=fits,
        refuses=bars,
        plan=_planned(kind),
        schema=schema,
        desks=DESKS,
        answers=_answered,
        in_person=True,
    )


TERMINATE = _operation("terminate", Terminate, waits)
JUMP = _operation("jump", Jump, _works)
SKIP = _operation("skip", Skip, _is_asked)
