"""Start (开工): from now on its holder is at work on it; a pool's duty is claimed by starting it."""

from typing import LiteralString

from service.door.admit import Answered, Asked
from service.door.operations import Deed, Duty, held_by
from service.door.reasons import NOT_YOUR_DESK
from service.transaction import Sql
from service.usecases.work_items.operate import Operation, operate
from service.usecases.work_items.own_duty import CLAIM
from service.usecases.work_items.turn_in_queue import out_of_turn
from workflows.case import Form
from workflows.engine import Refused
from workflows.terms import Rule


def start_item(asked: Asked) -> Answered:
    """By the holder, or by anybody who could claim it."""
    return operate(asked, START)


def _can_be_started(duty: Duty) -> bool:
    return duty.kind != "opinion" and duty.item["started_at"] is None


def _bars_start(duty: Duty) -> Refused | None:
    """Rights as they are now: with the desk goes all but giving back what was claimed, or handing it on."""
    if duty.was_mine:
        return Refused("not_you", (NOT_YOUR_DESK,))
    return None if duty.is_mine else CLAIM.refuses(duty)


def _started(duty: Duty, form: Form) -> Deed | Refused:
    """Whoever holds it already was let through the limits when they took it."""
    now = {"started_at": duty.seen.case.now}
    if duty.is_mine:
        return Deed(items=[{**held_by(duty, duty.seen.actor.owner), **now}])
    claimed = CLAIM.deed(duty, form)
    if isinstance(claimed, Refused):
        return claimed
    return Deed(items=[{**claimed.items[0], **now}], ticket=claimed.ticket)


def _looks(sql: Sql, duty: Duty) -> tuple[Rule, ...]:
    return (*out_of_turn(sql, duty), *_at_work_elsewhere(sql, duty))


def _at_work_elsewhere(sql: Sql, duty: Duty) -> tuple[Rule, ...]:
    """Several things at once are fine unless the policy says otherwise."""
    if not duty.seen.case.policy.get("one_at_a_time"):
        return ()
    found = sql.all(AT_WORK, {"person": duty.seen.actor.person, "item": duty.id})
    return tuple(_first_finish(row["number"]) for row in found)


AT_WORK: LiteralString = """
SELECT t.number FROM account a JOIN work_item w ON w.holder_id = a.id AND w.status IN ('open', 'claimed')
  JOIN ticket t ON t.id = w.ticket_id
 WHERE a.person_id = %(person)s::uuid AND w.started_at IS NOT NULL AND w.id <> %(item)s::uuid
 ORDER BY w.started_at, w.id LIMIT 1
"""


def _first_finish(number: str) -> Rule:
    return Rule(
        "one_at_a_time",
        f"请先完成手上的 {number}。",
        f"First finish {number}: one thing at a time here.",
        lambda case, actor, form: False,
    )


# Not plain `start`: that is a move of a repair.
START = Operation(
    "start_item",
    could=CLAIM.could,
    fits=_can_be_started,
    refuses=_bars_start,
    deed=_started,
    looks=_looks,
)
