"""The same trigger on many duties (批量审批): each goes through the door by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.door import explain
from service.door.admit import Asked, admit, replay
from service.door.hands import hands
from service.door.operations import duty_of
from service.door.read import about_approval, read_ticket
from service.door.seen import Seen
from service.errors import Problem, not_so
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import fire, question_of


@dataclass(frozen=True, slots=True)
class Result:
    """The ticket's new version, or why not."""

    item: str
    version: int | None = None
    problem: Problem | None = None


NOT_BATCHABLE = (
    "not_batchable",
    "本管理处要求此步骤逐件办理。",
    "In this office such duties are decided one by one.",
)


def fire_batch(asked: Asked, trigger: str, items: Iterable[Mapping[str, Any]]) -> list[Result]:
    """In the order sent; `items` are `{id, version}` of work items, `asked.body` the form of them all."""
    return [_one(replace(asked, ref=each["id"], version=each["version"]), trigger) for each in items]


def _one(asked: Asked, trigger: str) -> Result:
    try:
        with statements() as sql:
            row = read_ticket(sql, about_approval(question_of(asked), trigger))
            replay(row, asked)
            seen = admit(row, asked)
            fire(sql, _checked(sql, seen, asked, trigger), asked, trigger)
    except Problem as problem:
        return Result(asked.ref, problem=problem)
    return Result(asked.ref, version=seen.case.version + 1)


def _checked(sql: Sql, seen: Seen, asked: Asked, trigger: str) -> Seen:
    """The duty named must be alive and the caller's: holding some other one does not count.

    Comes back in the right that makes it theirs, and in no other.
    """
    if asked.version != seen.case.version:
        raise explain.stale(sql, seen, asked.version)
    if seen.case.suspended or not duty_of(seen).is_open:
        raise explain.not_now(seen)
    hand = next(filter(_is_near, hands(seen)), None)
    if hand is None:
        raise explain.not_you(sql, seen, trigger)
    batchable = seen.case.policy.get("batchable")
    if batchable is not None and duty_of(seen).item["state"] not in batchable:
        raise not_so(*NOT_BATCHABLE)
    return replace(hand, row={**hand.row, "stands": ()})


def _is_near(seen: Seen) -> bool:
    duty = duty_of(seen)
    return duty.is_mine or (duty.holder is None and duty.in_my_pool)
