"""The second person (双人复核): confirms or refuses what the first proposed, who may withdraw it."""

from collections.abc import Callable
from dataclasses import replace

from marshmallow import Schema

from schemas.base import Empty
from schemas.requests import MaybeReasoned
from service.door import explain
from service.door.admit import Answered, Asked
from service.door.exceptional import bound, plan_exceptional, plan_no_proposal
from service.door.plan import Plan
from service.door.seen import Seen
from service.errors import NotNow, Problem
from service.usecases.tickets.exceptional import DESKS, bars, decided, has_expired, holds_desk, waits
from service.usecases.tickets.operate import TicketOperation, operate_on
from workflows import detours
from workflows.case import Form
from workflows.engine import Refused
from workflows.terms import Rule

TWO_PERSONS = Rule(
    "two_persons",
    "须由另一人确认或驳回，不能是提议人本人。",
    "A second person confirms or refuses, never who proposed it.",
    lambda case, actor, form: False,
    about_person=True,
)
PROPOSER = Rule(
    "not_proposer",
    "只有提议人可以撤回。",
    "Only who proposed it may withdraw it.",
    lambda case, actor, form: False,
    about_person=True,
)


STILL_THEIRS = Rule(
    "proposer_still_may",
    "提议人已不再有权提出，请重新提出。",
    "Who proposed it may not do so any more; make it anew.",
    lambda case, actor, form: False,
)


def confirm_proposal(asked: Asked, proposal: str) -> Answered:
    return operate_on(asked, replace(CONFIRM, there=_is_there(proposal)))


def refuse_proposal(asked: Asked, proposal: str) -> Answered:
    return operate_on(asked, replace(REFUSE, there=_is_there(proposal)))


def withdraw_proposal(asked: Asked, proposal: str) -> Answered:
    return operate_on(asked, replace(WITHDRAW, there=_is_there(proposal)))


def _is_there(proposal: str) -> Callable[[Seen], bool]:
    """The ticket's last one, also when it is over: the address was right once."""
    return lambda seen: (seen.ticket["proposal"] or {}).get("id") == proposal.lower()


def _still(seen: Seen) -> Problem | None:
    if seen.ticket["proposal"]["status"] == "pending" and not has_expired(seen):
        return waits(seen)
    state, allowed = seen.case.state, explain.not_now(seen).extra["allowed"]
    return NotNow(
        "该提议已处理或已过期。",
        "The proposal is over: decided, withdrawn or expired.",
        state=state,
        allowed=allowed,
    )


def _overtaken(seen: Seen) -> int | None:
    """The version proposed for, where something bound has changed since."""
    made = seen.ticket["proposal"]
    changed = made["status"] == "pending" and made["bound"] != bound(seen)
    return int(made["version"]) if changed else None


def _never(seen: Seen) -> int | None:
    return None


def _bars_second(seen: Seen) -> Refused | None:
    """Persons are compared, whatever their accounts; standing in for the proposer counts as well."""
    if seen.ticket["proposal"]["person"] in seen.actor.eyes:
        return Refused("not_you", (TWO_PERSONS,))
    return bars(seen)


def _bars_others(seen: Seen) -> Refused | None:
    mine = seen.ticket["proposal"]["person"] == seen.actor.hand
    return None if mine else Refused("not_you", (PROPOSER,))


def _confirmed(seen: Seen, form: Form) -> Plan | Refused:
    """Decided anew: what has become impossible since is refused like any call."""
    made, desks = seen.ticket["proposal"], set(seen.row["beside"]["proposer_desks"] or ())
    if made["person"] in seen.case.barred or not desks & set(DESKS):
        return Refused("not_so", (STILL_THEIRS,))
    said = {name: made[name] for name in ("to", "end", "reason") if made[name] is not None}
    decision = decided(seen, made["kind"], said)
    if isinstance(decision, Refused):
        return decision
    skipped = detours.passed_over(seen.workflow, seen.case, decision)
    return plan_exceptional(seen, decision, said, skipped, confirmed=made)


def _ended(trigger: str) -> Callable[[Seen, Form], Plan]:
    return lambda seen, form: plan_no_proposal(seen, trigger, form)


def _operation(
    name: str,
    refuses: Callable[[Seen], Refused | None],
    plan: Callable[[Seen, Form], Plan | Refused],
    *,
    schema: type[Schema] = Empty,
    overtaken: Callable[[Seen], int | None] = _never,
) -> TicketOperation:
    return TicketOperation(
        name,
        could=holds_desk,
        fits=_still,
        refuses=refuses,
        plan=plan,
        schema=schema,
        desks=DESKS,
        overtaken=overtaken,
        in_person=True,
    )


CONFIRM = _operation("confirm", _bars_second, _confirmed, overtaken=_overtaken)
REFUSE = _operation("refuse_exception", _bars_second, _ended("refuse_exception"), schema=MaybeReasoned)
WITHDRAW = _operation("withdraw_exception", _bars_others, _ended("withdraw_exception"))
