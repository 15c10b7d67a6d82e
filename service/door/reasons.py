"""Why a person may not fire a trigger now, told apart so that each reason has a name and a sentence."""

from collections.abc import Sequence

from service.door.seen import Seen
from workflows.case import Actor, Case
from workflows.rights import may, signer_seat
from workflows.terms import Move, Rule, Who


def _always_fails(name: str, zh: str, en: str) -> Rule:
    return Rule(name, zh, en, lambda case, actor, form: False, about_person=True)


SUSPENDED = Rule(
    "not_suspended",
    "工单已挂起，恢复后才能继续处理。",
    "The ticket is suspended; resume it first.",
    lambda case, actor, form: not case.suspended,
)


SYSTEM_ONLY = _always_fails("system_only", "只有系统执行该操作。", "Only the system does this.")
CLAIMED = _always_fails("claimed_by_another", "该待办已由他人签收。", "Somebody else has claimed this duty.")
OFFERED = _always_fails(
    "offered_to_others", "该待办已另行派发他人选择。", "This duty has been offered to others."
)
NOT_ASSIGNEE = _always_fails(
    "not_assignee", "只有经办人可以执行该操作。", "Only the person at work on it may do this."
)
NOT_SUBMITTER = _always_fails(
    "not_submitter", "只有提交人可以执行该操作。", "Only the submitter may do this."
)
NOT_SIGNER = _always_fails(
    "not_signer", "您不是本级审批人。", "You are none of the signers who are asked now."
)
WAITS = _always_fails(
    "waits_for_before",
    "前加签人尚未表决，请等待。",
    "A signer whom you or somebody else asked first has not decided yet.",
)
NOT_YOUR_DESK = _always_fails("not_your_desk", "您的岗位不能执行该操作。", "None of your desks may do this.")
OF_RELATION = {"assignee": NOT_ASSIGNEE, "submitter": NOT_SUBMITTER, "signer": NOT_SIGNER}


def why_not(seen: Seen, trigger: str) -> tuple[Rule, ...]:
    """Every failed rule that can be known without the form; empty exactly where the door would read it."""
    workflow, case, actor = seen.workflow, seen.case, seen.actor
    row = workflow.pick_early(case, actor, trigger)
    rows = (row,) if row else workflow.rows_of(case.state, trigger)
    missing = missing_right(rows, case, actor)
    rests = (SUSPENDED,) if case.suspended and not actor.is_system else ()
    return (*rests, *((missing,) if missing else ()), *workflow.failed_early(case, actor, trigger))


def missing_right(rows: Sequence[Move], case: Case, actor: Actor) -> Rule | None:
    """None where one of those named in these rows is this actor."""
    named = list(dict.fromkeys(who for row in rows for who in row.by))
    if any(may(who, case, actor) for who in named):
        return None
    people = [who for who in named if who.kind != "system"]
    if any(who.kind == "signer" for who in people) and signer_seat(case, actor, waiting=True) is not None:
        return WAITS
    if not people:
        return SYSTEM_ONLY
    desks = {who.desk for who in people if _holds(who, actor)}
    return _kept_from(desks, case) if desks else _unrelated(people)


def _kept_from(desks: set[str], case: Case) -> Rule:
    """The desk would do, so it can only be that its duty is somebody else's, or offered to others."""
    tasks = [item for item in case.items if item.kind == "task" and item.desk in desks]
    return OFFERED if tasks and not any(item.holder for item in tasks) else CLAIMED


def _holds(who: Who, actor: Actor) -> bool:
    return who.kind == "desk" and who.desk in actor.desks


def _unrelated(people: Sequence[Who]) -> Rule:
    kinds = {who.kind for who in people}
    return OF_RELATION.get(kinds.pop(), NOT_YOUR_DESK) if len(kinds) == 1 else NOT_YOUR_DESK
