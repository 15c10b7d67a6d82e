"""From a decision to what is written: pure, so that a move can be looked at before it happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.cases.catalog import CASES
from service.cases.shape import Step, book_columns
from service.door import approvals, duties, effects, handing, rest, staffing, timing
from service.door.seen import Seen
from service.errors import FieldError, Invalid
from workflows.case import Case, Form
from workflows.engine import Decision

Json = dict[str, Any]
MOST_FEN = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one write puts down. `ticket` holds the columns that change, `details` likewise."""

    trigger: str
    source: str | None
    dest: str
    seq: int
    at: datetime
    ticket: Json
    details: Json
    form: Json
    on_behalf_of: str | None = None
    content_hash: bytes | None = None
    items: list[Json] = field(default_factory=list)
    new_items: list[Json] = field(default_factory=list)
    levels: list[Json] = field(default_factory=list)
    ladder: list[Json] = field(default_factory=list)
    stop: list[str] = field(default_factory=list)
    fired: str | None = None
    timers: list[Json] = field(default_factory=list)
    clocks: list[Json] = field(default_factory=list)
    outbox: list[Json] = field(default_factory=list)
    books: dict[str, list[Json]] = field(default_factory=dict)
    offers: list[Json] = field(default_factory=list)
    turns: list[Json] = field(default_factory=list)
    carried: list[Json] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    accounts: list[Json] = field(default_factory=list)


def plan_move(seen: Seen, decision: Decision, form: Form, *, fired: str | None = None) -> Plan:
    """What the move of an existing ticket writes. `fired` names the timer that fired it."""
    case, seq = seen.case, seen.case.version + 1
    step = _step(seen, decision, form, seq)
    after, ticket = _after(case, decision, step.details, form), dict(decision.change.ticket)
    entered = approvals.enter(seen, decision, after) if decision.enters else approvals.NONE
    voted = approvals.vote(seen, decision, after)
    ended = duties.ended(seen, decision) if decision.enters else voted.items
    clocks = timing.clocks_after(seen, decision, after)
    ticket |= _closing(decision, ticket, case.now) | entered.ticket | timing.ticket_due(clocks)
    held = rest.held_back(seen, decision, after, clocks, entered.timers, voted.timers, fired=fired)
    items = [*ended, *duties.unasked(seen, ended)]
    new_items = [
        handing.begun(case.policy, item["state"], item, case.now)
        for item in (*duties.begun(seen, decision, after, clocks), *entered.items, *voted.new_items)
    ]
    caused = [*decision.effects, *handing.demanded(seen, items, new_items), *effects.copies(case, decision)]
    return Plan(
        trigger=decision.move.trigger,
        source=case.state,
        dest=decision.dest.name,
        seq=seq,
        at=case.now,
        ticket=ticket | held.ticket,
        details={name: step.details[name] for name in _changed(step, case.details)},
        form={**form, **entered.said},
        on_behalf_of=_on_behalf_of(decision, seen),
        content_hash=voted.content_hash,
        items=items,
        new_items=new_items,
        levels=entered.levels,
        carried=entered.carried,
        stop=held.stop,
        fired=fired,
        timers=held.timers,
        clocks=[timing.clock_row(row) for row in clocks.changed],
        outbox=_outbox(seen, caused, entered, voted),
        books=_books(step),
        offers=handing.settled(seen, items),
    )


def _outbox(seen: Seen, caused: list[str], entered: approvals.Part, voted: approvals.Part) -> list[Json]:
    seq, at = seen.case.version + 1, seen.case.now
    told = (effects.notice(seen.ticket, each, seq, at) for each in staffing.told_of(entered.said))
    return [*effects.caused(seen.ticket, caused, voted.asked, seq, at), *told]


def plan_opening(seen: Seen, decision: Decision, form: Form) -> Plan:
    """Event 1: no source, and every detail is new. `seen` is the ticket to be, at version 0."""
    plan = plan_move(seen, decision, form)
    ticket = {**_begins(seen), **plan.ticket}
    return replace(plan, source=None, ticket=ticket, details={**seen.case.details, **decision.change.details})


def _begins(seen: Seen) -> Json:
    """What the log must hold of the ticket itself, so that it replays from nothing."""
    ticket = seen.ticket
    related = {name: (ticket[name] or {}).get("id") for name in ("room", "customer", "submitter")}
    said = {name: ticket[name] for name in ("subject", "description", "external_ref", "source_due_at")}
    said |= {name: ticket[name] for name in ("reopened_from", "reopen_count") if ticket["reopened_from"]}
    return {name: value for name, value in {**related, **said}.items() if value is not None}


def _step(seen: Seen, decision: Decision, form: Form, seq: int) -> Step:
    details = {**seen.case.details, **decision.change.details}
    step = Step(decision, seen.case, seen.actor, form, seen.ticket, details, seq)
    prepares = CASES[seen.workflow.name].prepares
    for book in decision.books:
        if book in prepares:
            step = replace(step, details={**step.details, **prepares[book](step)})
    _within_columns(step.details)
    return step


def _within_columns(details: Mapping[str, Any]) -> None:
    """Each sum of money fits its column; what several of them add up to may not."""
    wrong = [name for name, value in details.items() if type(value) is int and value > MOST_FEN]
    if wrong:
        raise Invalid(
            errors=[FieldError(f"details.{name}", "合计过大", "The sum is too big.") for name in wrong]
        )


def _after(case: Case, decision: Decision, details: Mapping[str, Any], form: Form) -> Case:
    """The case as the new state finds it; a new assignee is somebody the form named, or nobody."""
    urgency = decision.change.ticket.get("urgency", case.urgency)
    return replace(case, state=decision.dest.name, details=details, urgency=urgency)


def _changed(step: Step, before: Mapping[str, Any]) -> list[str]:
    return [name for name, value in step.details.items() if name not in before or before[name] != value]


def _closing(decision: Decision, ticket: Json, now: datetime) -> Json:
    """An end gives the ticket its resolution: the end's name, or a finer word that the row set."""
    if not decision.dest.is_end:
        return {}
    return {"closed_at": now, "resolution": ticket.get("resolution") or decision.dest.name}


def _on_behalf_of(decision: Decision, seen: Seen) -> str | None:
    """A desk that enters what the customer said acts for the customer, unless the row is theirs as well."""
    kinds = {who.kind for who in decision.move.by}
    if seen.actor.is_system or "customer" not in kinds:
        return None
    own = {who.desk for who in decision.move.by if who.kind == "desk"} & seen.actor.desks
    related = {"assignee": seen.case.assignee, "submitter": seen.case.submitter}
    mine = any(related.get(kind) == seen.actor.person for kind in kinds)
    return None if own or mine else "customer"


def _books(step: Step) -> dict[str, list[Json]]:
    known = CASES[step.case.workflow].books
    rows: dict[str, list[Json]] = {}
    for name in step.decision.books:
        rows |= {column: book.rows(step) for column, book in book_columns(name, known).items()}
    return {column: made for column, made in rows.items() if made}
