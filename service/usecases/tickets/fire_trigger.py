"""Fire a trigger: the only way a state changes, for people, timers and callbacks alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import psycopg

from service.door import explain, forms
from service.door.admit import Answered, Asked, admit, replay
from service.door.answer import after, ticket_answer
from service.door.clashes import clash_of
from service.door.hands import any_hand, hand_for
from service.door.next_duty import next_duty
from service.door.plan import Plan, plan_move
from service.door.prohibited import refuse_prohibited
from service.door.read import Question, about_approval, knowing, read_ticket
from service.door.seen import Seen, seen
from service.door.write import Once, write_move
from service.errors import NotFound
from service.transaction import Sql, statements
from service.usecases.work_items.turn_in_queue import refuse_out_of_turn
from workflows.case import Form
from workflows.engine import Decision, Refused

MOST_READS = 5


def fire_trigger(asked: Asked, trigger: str) -> Answered:
    """One read, one decision, one guarded write.

    1. the caller, the ticket, a kept answer; 2. body and version were given; 3. no prohibited measure;
    4. right, version, state, right in this state; 5. the form; 6. route and guards; 7. the write.

    Raises a Problem with the status that `contract.md` 3 names for each.
    """
    with statements() as sql:
        question = replace(question_of(asked), workflows=knowing(trigger))
        row = read_ticket(sql, about_approval(question, trigger))
        return replay(row, asked) or fire(sql, admit(row, asked, trigger=trigger), asked, trigger)


def question_of(asked: Asked) -> Question:
    return Question(
        ref=asked.ref,
        digest=asked.digest,
        key=asked.key,
        users=forms.named_users(asked.body),
        files=forms.named_files(asked.body),
        link=forms.named_ticket(asked.body),
        by_item=asked.by_item,
    )


def fire(sql: Sql, seen: Seen, asked: Asked, trigger: str) -> Answered:
    """Steps 3 to 7, of a ticket that was read."""
    if not seen.workflow.knows(trigger):
        raise NotFound()
    refuse_prohibited(sql, seen, asked.body, trigger)
    hand = _right_hand(sql, seen, asked, trigger)
    form = forms.load(hand, trigger, asked.body)
    decision = _decided(sql, hand, trigger, form)
    refuse_out_of_turn(sql, hand, decision.move)
    return _written(sql, hand, plan_move(hand, decision, form), asked)


def _right_hand(sql: Sql, seen: Seen, asked: Asked, trigger: str) -> Seen:
    """The caller in the right that allows it: their own before that of anybody they stand in for."""
    if not any_hand(seen, lambda each: each.workflow.could_ever(each.case, each.actor, trigger)):
        raise explain.not_you(sql, seen, trigger)
    if asked.version != seen.case.version:
        raise explain.stale(sql, seen, asked.version)
    if not seen.workflow.rows_of(seen.case.state, trigger):
        raise explain.not_now(seen)
    hand = hand_for(seen, trigger)
    refusal = hand.workflow.right(hand.case, hand.actor, trigger)
    if refusal is not None:
        raise explain.refused(sql, hand, trigger, refusal)
    return hand


def _decided(sql: Sql, seen: Seen, trigger: str, form: Form) -> Decision:
    decision = seen.workflow.decide(seen.case, seen.actor, trigger, form)
    if isinstance(decision, Refused):
        raise explain.refused(sql, seen, trigger, decision)
    return decision


def _written(sql: Sql, seen: Seen, plan: Plan, asked: Asked) -> Answered:
    """The answer is made before the write, so that the write can keep it for a retry."""
    row = after(seen, plan)
    headers = {"Content-Type": "application/json", "ETag": f'"v{plan.seq}"'}
    chained = next_duty(seen, plan, row)
    if chained is not None:
        headers["Link"] = f'</api/v1/work-items/{chained}>; rel="next"'
    body = orjson.dumps(ticket_answer(row, asked.lang)).decode()
    return put_down(sql, seen, plan, asked, Answered(200, body, headers))


def put_down(sql: Sql, seen: Seen, plan: Plan, asked: Asked, answered: Answered) -> Answered:
    """Writes, or finds out who was faster: ourselves with the same key, or somebody else."""
    once = once_of(asked, answered)
    try:
        if write_move(sql, seen, plan, once=once):
            return answered
    except psycopg.errors.IntegrityError as error:
        clash = clash_of(error, seen.workflow.name)
        if clash is not None:
            raise clash from error
    row = read_ticket(sql, question_of(asked))
    kept = replay(row, asked)
    if kept is not None:
        return kept
    raise explain.stale(sql, admit(row, asked), asked.version)


def once_of(asked: Asked, answered: Answered) -> Once | None:
    if asked.key is None:
        return None
    return Once(asked.key, asked.path, asked.body_digest, answered.status, answered.headers, answered.body)


@dataclass(frozen=True, slots=True)
class Fired:
    """What came of a trigger that the system fired."""

    ticket: str
    moved: bool
    refusal: Refused | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What a decision is asked with; `turns` are those that it would use up."""

    seen: Seen
    form: Mapping[str, Any]
    turns: list[dict[str, Any]] = field(default_factory=list)


Fills = Callable[[Sql, Seen], Filled]


def fire_as_system(
    ticket: str,
    trigger: str,
    form: Mapping[str, Any] | None = None,
    *,
    fired: str | None = None,
    version: int | None = None,
    fills: Fills | None = None,
) -> Fired:
    """For timers, callbacks and effects: a lost race is read and tried again.

    `fired` names the timer; a timer that is no longer armed moves nothing. `version` is the one the caller
    decided on; a ticket that has moved since stays as it is. `fills` makes the form of what was read.
    Raises NotFound for no ticket.
    """
    for _ in range(MOST_READS):
        with statements() as sql:
            question = Question(ref=ticket, workflows=knowing(trigger))
            row = read_ticket(sql, about_approval(question, trigger))
            if row["ticket"] is None:
                raise NotFound()
            found = seen(row)
            if _came_too_late(found, fired, version):
                return Fired(ticket, moved=False, seen=found)
            filled = fills(sql, found) if fills else Filled(found, form or {})
            decision = found.workflow.decide(filled.seen.case, found.actor, trigger, filled.form)
            if isinstance(decision, Refused):
                return Fired(ticket, moved=False, refusal=decision, seen=found)
            plan = replace(plan_move(found, decision, filled.form, fired=fired), turns=filled.turns)
            if write_move(sql, found, plan):
                return Fired(ticket, moved=True, seen=found)
    raise TooBusy(ticket)


class TooBusy(Exception):
    """The ticket moved under us several times in a row; the job is tried again later."""


def _came_too_late(seen: Seen, fired: str | None, version: int | None) -> bool:
    if version is not None and version != seen.case.version:
        return True
    if fired is not None and seen.case.suspended:
        return True
    return fired is not None and not is_armed(seen, fired)


def is_armed(seen: Seen, kind: str) -> bool:
    now = seen.row["at"]
    return any(each["kind"] == kind and each["due_at"] <= now for each in seen.row["timers"] or ())
