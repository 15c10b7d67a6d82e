"""What operations on a ticket share: one read, checks in the order of the contract, one guarded write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import Schema

from schemas.base import Empty
from service.door import explain, forms
from service.door.admit import Answered, Asked, admit, replay
from service.door.answer import after, ticket_answer
from service.door.could import signing_and_firing
from service.door.hands import the_hand
from service.door.holders import holders
from service.door.plan import Plan
from service.door.read import read_ticket
from service.door.seen import Seen
from service.errors import NotFound, NotSo, NotYou, Problem, RuleError
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import put_down, question_of
from workflows.case import Form
from workflows.engine import Refused
from workflows.standing import over_cap

Json = dict[str, Any]
Answers = Callable[[Seen, Plan, str], tuple[int, Json]]


def whole_ticket(seen: Seen, plan: Plan, lang: str) -> tuple[int, Json]:
    return 200, ticket_answer(after(seen, plan), lang)


@dataclass(frozen=True, slots=True)
class TicketOperation:
    """`there`: what the address names beside the ticket; `could`: in some state (else 403 at once);

    `fits`: the state allows it (else that 409); `refuses`: what bars this person now; `plan`: what is
    written, or which guard says no. `desks` may do it beside whoever the ticket names. `in_person`: nobody
    does it in somebody else's right. `overtaken`: the version that it was bound to, where that has passed.
    """

    name: str
    could: Callable[[Seen], bool]
    fits: Callable[[Seen], Problem | None]
    refuses: Callable[[Seen], Refused | None]
    plan: Callable[[Seen, Form], Plan | Refused]
    schema: type[Schema] = Empty
    desks: tuple[str, ...] = ()
    there: Callable[[Seen], bool] = lambda seen: True
    answers: Answers = whole_ticket
    overtaken: Callable[[Seen], int | None] = lambda seen: None
    in_person: bool = False


def operate_on(asked: Asked, operation: TicketOperation) -> Answered:
    """Raises a Problem with the status that `contract.md` 3 names for each."""
    with statements() as sql:
        row = read_ticket(sql, question_of(asked))
        return replay(row, asked) or _operate(sql, row, asked, operation)


def _operate(sql: Sql, row: Mapping[str, Any], asked: Asked, operation: TicketOperation) -> Answered:
    seen = in_right(admitted(row, asked, operation), operation)
    check(sql, seen, asked, operation)
    form = forms.load_by(seen, operation.schema, asked.body)
    plan = operation.plan(seen, form)
    if isinstance(plan, Refused):
        raise refusal(sql, seen, plan, operation)
    status, said = operation.answers(seen, plan, asked.lang)
    headers = {"Content-Type": "application/json", "ETag": f'"v{plan.seq}"'}
    return put_down(sql, seen, plan, asked, Answered(status, orjson.dumps(said).decode(), headers))


def in_right(seen: Seen, operation: TicketOperation) -> Seen:
    return (
        seen
        if operation.in_person
        else the_hand(seen, lambda each: _refuses(each, operation), could=operation.could)
    )


def _refuses(seen: Seen, operation: TicketOperation) -> Refused | None:
    """What an office lets a stand-in do ends at the cap, for operations as for decisions."""
    if not operation.could(seen):
        return Refused("not_you")
    over = not over_cap.check(seen.case, seen.actor, {})
    return operation.refuses(seen) or (Refused("not_you", (over_cap,)) if over else None)


def admitted(row: Mapping[str, Any], asked: Asked, operation: TicketOperation) -> Seen:
    """404 for what is not there comes before what is wrong with body or version."""
    try:
        return _there(admit(row, asked), operation)
    except NotFound:
        raise
    except Problem:
        _there(admit(row, without_faults(asked)), operation)
        raise


def without_faults(asked: Asked) -> Asked:
    return Asked(asked.ref, asked.digest, {}, asked.path, asked.body_digest, version=0)


def _there(seen: Seen, operation: TicketOperation) -> Seen:
    if not operation.there(seen):
        raise NotFound()
    return seen


def check(sql: Sql, seen: Seen, asked: Asked, operation: TicketOperation) -> None:
    if not operation.could(seen):
        raise refusal(sql, seen, Refused("not_you"), operation)
    if asked.version != seen.case.version:
        raise explain.stale(sql, seen, asked.version)
    bound_to = operation.overtaken(seen)
    if bound_to is not None:
        raise explain.stale(sql, seen, bound_to)
    not_now = operation.fits(seen)
    if not_now is not None:
        raise not_now
    refused = _refuses(seen, operation)
    if refused is not None:
        raise refusal(sql, seen, refused, operation)


def obstacle(seen: Seen, operation: TicketOperation) -> Refused | None:
    """What stands in the way before the form is read, in the order of the checks; None: nothing does."""
    seen = in_right(seen, operation)
    if not operation.could(seen):
        return Refused("not_you")
    return _refuses(seen, operation) if operation.fits(seen) is None else Refused("not_now")


def refusal(sql: Sql, seen: Seen, refused: Refused, operation: TicketOperation) -> Problem:
    rules = [RuleError(rule.name, rule.zh, rule.en) for rule in refused.rules]
    named: Json = {"rule": rules[0].rule, "rules": rules} if rules else {}
    said = (refused.rules[0].zh, refused.rules[0].en) if refused.rules else ("", "")
    if refused.kind == "not_so":
        return NotSo(*said, **named)
    return NotYou(*said, who_could=holders(sql, seen, operation.desks), **named)


def is_open(seen: Seen) -> bool:
    return not seen.workflow.by_state[seen.case.state].is_end


def works_here(seen: Seen) -> bool:
    """In some state of this ticket a duty could be this person's."""
    related = {seen.case.submitter, seen.case.assignee} - {None}
    return seen.actor.person in related or bool(seen.actor.desks & signing_and_firing(seen))
