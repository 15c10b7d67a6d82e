"""Why somebody may not, told apart: the same declarations that the enforcer asks, in the same order."""

from collections.abc import Sequence
from functools import lru_cache

from marshmallow import Schema

from schemas.base import instance
from service.door import reasons
from service.door.hands import any_hand, hand_for
from service.door.operations import Duty
from service.door.seen import Seen
from service.transaction import Sql
from service.usecases.tickets import operate as on_tickets
from service.usecases.tickets.operate import TicketOperation
from service.usecases.work_items.operate import Operation, in_right, obstacle, rules_of
from service.usecases.work_items.turn_in_queue import moved_out_of_turn
from workflows.engine import Refused
from workflows.terms import Rule

NOT_NOW = Rule(
    "not_now",
    "当前状态不允许该操作。",
    "The present state does not allow this.",
    lambda case, actor, form: False,
)


def against_trigger(sql: Sql, seen: Seen, trigger: str) -> tuple[Rule, ...]:
    """Every failed rule that can be known without the form; empty: the door would read the form."""
    if seen.workflow.rows_of(seen.case.state, trigger):
        hand = hand_for(seen, trigger)
        return reasons.why_not(hand, trigger) or _not_yet(sql, hand, trigger)
    rows = [row for row in seen.workflow.rows if row.trigger == trigger]
    never = not any_hand(seen, lambda each: each.workflow.could_ever(each.case, each.actor, trigger))
    missing = reasons.missing_right(rows, seen.case, seen.actor) if never else None
    return (*((missing,) if missing else ()), not_now(seen))


def _not_yet(sql: Sql, hand: Seen, trigger: str) -> tuple[Rule, ...]:
    """Theirs to do, but something more urgent comes first."""
    move = hand.workflow.pick_early(hand.case, hand.actor, trigger)
    rows = hand.workflow.rows_of(hand.case.state, trigger)
    return moved_out_of_turn(sql, hand, move or rows[0])


def against_operation(sql: Sql, duty: Duty, operation: Operation) -> Sequence[Rule]:
    """The same for a duty. Whose form may be empty is asked to the end, since nothing more need be said."""
    refused = obstacle(duty, operation) or _in_the_end(sql, in_right(duty, operation), operation)
    if refused is None:
        return ()
    return (not_now(duty.seen),) if refused.kind == "not_now" else rules_of(refused)


def _in_the_end(sql: Sql, duty: Duty, operation: Operation) -> Refused | None:
    if not needs_nothing(operation.schema):
        return None
    deed = operation.deed(duty, {})
    if isinstance(deed, Refused):
        return deed
    failed = operation.looks(sql, duty) if operation.looks else ()
    return Refused("not_so", failed) if failed else None


def against_ticket_operation(seen: Seen, operation: TicketOperation) -> tuple[Rule, ...]:
    refused = on_tickets.obstacle(seen, operation)
    if refused is None and needs_nothing(operation.schema):
        plan = operation.plan(on_tickets.in_right(seen, operation), {})
        refused = plan if isinstance(plan, Refused) else None
    if refused is None:
        return ()
    return (not_now(seen),) if refused.kind == "not_now" else rules_of(refused)


def not_now(seen: Seen) -> Rule:
    return reasons.SUSPENDED if seen.case.suspended else NOT_NOW


@lru_cache(maxsize=64)
def needs_nothing(schema: type[Schema]) -> bool:
    return not instance(schema).validate({})
