"""What operations on a duty share: one read, checks in the order of the contract, one guarded write."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from marshmallow import Schema

from schemas.base import Empty
from service.door import explain, forms
from service.door.admit import Answered, Asked, admit, replay
from service.door.answer import after, item_answer, ticket_answer
from service.door.hands import the_hand
from service.door.hashing import plain
from service.door.holders import holders, with_stand_ins
from service.door.operations import Deed, Duty, duty_of, plan_operation
from service.door.plan import Plan
from service.door.read import read_ticket
from service.door.seen import Seen
from service.errors import NotSo, NotYou, Problem, RuleError
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import put_down, question_of
from workflows.case import Form
from workflows.engine import Refused
from workflows.standing import over_cap
from workflows.terms import Rule

Json = dict[str, Any]
NOT_HOLDER = Rule(
    "not_holder",
    "该待办不在您手中，您的岗位也不能执行该操作。",
    "This duty is not yours, and none of your desks may do this.",
    lambda case, actor, form: False,
    about_person=True,
)
NOT_YOU = Refused("not_you")


@dataclass(frozen=True, slots=True)
class Operation:
    """`could`: in some state of this duty (else 403 at once); `fits`: its status allows it (else 409);

    `refuses`: what bars this person now; `deed`: what is written, or which guard says no; a whole plan
    where the ticket moves with it. `desks` may do it beside the holder. `ended`: of an ended duty
    too. `looks`: guards that must look at other rows, asked last.
    """

    name: str
    could: Callable[[Duty], bool]
    fits: Callable[[Duty], bool]
    refuses: Callable[[Duty], Refused | None]
    deed: Callable[[Duty, Form], Deed | Plan | Refused]
    schema: type[Schema] = Empty
    desks: tuple[str, ...] = ()
    ended: bool = False
    looks: Callable[[Sql, Duty], tuple[Rule, ...]] | None = None


def operate(asked: Asked, operation: Operation) -> Answered:
    """`asked` names a work item. Raises a Problem with the status that `contract.md` 3 names for each."""
    with statements() as sql:
        row = read_ticket(sql, question_of(asked))
        return replay(row, asked) or carried_out(sql, duty_of(admit(row, asked)), asked, operation)


def carried_out(sql: Sql, duty: Duty, asked: Asked, operation: Operation) -> Answered:
    duty = in_right(duty, operation)
    _check(sql, duty, asked, operation)
    form = forms.load_by(duty.seen, operation.schema, asked.body)
    deed = operation.deed(duty, form)
    if isinstance(deed, Refused):
        raise refusal(sql, duty, deed, operation)
    failed = operation.looks(sql, duty) if operation.looks else ()
    if failed:
        raise refusal(sql, duty, Refused("not_so", failed), operation)
    plan = deed if isinstance(deed, Plan) else plan_operation(duty, operation.name, form=form, deed=deed)
    return put_down(sql, duty.seen, plan, asked, answered(duty, plan, asked.lang))


def in_right(duty: Duty, operation: Operation) -> Duty:
    """As the caller may do it: in their own right, else in that of somebody they stand in for."""

    def in_hand(seen: Seen) -> Duty:
        return replace(duty, seen=seen)

    return in_hand(
        the_hand(
            duty.seen,
            lambda each: _refuses(in_hand(each), operation),
            could=lambda each: operation.could(in_hand(each)),
        )
    )


def _refuses(duty: Duty, operation: Operation) -> Refused | None:
    """What an office lets a stand-in do ends at the cap, for operations as for decisions."""
    if not operation.could(duty):
        return NOT_YOU
    over = not over_cap.check(duty.seen.case, duty.seen.actor, {})
    return operation.refuses(duty) or (Refused("not_you", (over_cap,)) if over else None)


def _check(sql: Sql, duty: Duty, asked: Asked, operation: Operation) -> None:
    if not operation.could(duty):
        raise refusal(sql, duty, NOT_YOU, operation)
    if asked.version != duty.seen.case.version:
        raise explain.stale(sql, duty.seen, asked.version)
    if not _is_its_time(duty, operation):
        raise explain.not_now(duty.seen)
    refused = _refuses(duty, operation)
    if refused is not None:
        raise refusal(sql, duty, refused, operation)


def obstacle(duty: Duty, operation: Operation) -> Refused | None:
    """What stands in the way before the form is read, in the order of the checks; None: nothing does."""
    duty = in_right(duty, operation)
    if not operation.could(duty):
        return NOT_YOU
    return _refuses(duty, operation) if _is_its_time(duty, operation) else Refused("not_now")


def _is_its_time(duty: Duty, operation: Operation) -> bool:
    alive = duty.is_open or operation.ended
    return not duty.seen.case.suspended and alive and operation.fits(duty)


def rules_of(refused: Refused) -> tuple[Rule, ...]:
    """What is said where no rule of the operation says more."""
    return refused.rules or ((NOT_HOLDER,) if refused.kind == "not_you" else ())


def refusal(sql: Sql, duty: Duty, refused: Refused, operation: Operation) -> Problem:
    first, *_ = failed = rules_of(refused)
    named: Json = {"rule": first.name, "rules": [RuleError(rule.name, rule.zh, rule.en) for rule in failed]}
    if refused.kind == "not_so":
        return NotSo(first.zh, first.en, **named)
    return NotYou(first.zh, first.en, who_could=who_could(sql, duty, operation.desks), **named)


def who_could(sql: Sql, duty: Duty, desks: tuple[str, ...]) -> list[Json]:
    """The holder, or the pool the duty lies in, and the desks that may do this to anybody's duty."""
    office, holder = duty.seen.ticket["office"], duty.item["holder"]
    pool = [duty.desk] if duty.desk and not holder else []
    own = {"desk": duty.desk or "holder", "office": office["code"]}
    held = [{**own, "users": with_stand_ins(sql, duty.seen, holder["id"])}] if holder else []
    return [*held, *holders(sql, duty.seen, [*pool, *desks])]


def answered(duty: Duty, plan: Plan, lang: str) -> Answered:
    """The duty as it is after the write, with its ticket's new version."""
    row = after(duty.seen, plan)
    ticket = ticket_answer(row, lang)
    still_open = (item for item in ticket["work_items"] if item["id"] == duty.id)
    found = next(still_open, None) or item_answer(_ended(duty, plan), ticket, row)
    headers = {"Content-Type": "application/json", "ETag": f'"v{plan.seq}"'}
    return Answered(200, orjson.dumps(found).decode(), headers)


def _ended(duty: Duty, plan: Plan) -> Json:
    change = next((each for each in plain(plan.items) if each["id"] == duty.id), None)
    if change is None:
        return dict(duty.item)
    behalf, people = duty.seen.actor.behalf, {each["id"]: each for each in duty.seen.row.get("stands") or ()}
    ended = {name: change[name] for name in ("status", "ended_at", "decision")}
    return {**duty.item, **ended, "behalf": people.get(behalf.account) if behalf else None}
