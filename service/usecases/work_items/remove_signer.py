"""Remove a signer (减签): whoever was added and has not decided is not asked any more."""

from dataclasses import replace

from schemas.requests import RemoveSigner
from service.door.admit import Answered, Asked
from service.door.approvals import changed, rewritten, standing
from service.door.operations import Deed, Duty, deed_of
from service.door.plan import Plan, plan_move
from service.door.receivers import always_fails, barring_rules
from service.usecases.work_items.operate import Operation, operate
from workflows.case import Case, Form, User
from workflows.engine import Refused
from workflows.ladder import Level, Outcome, removable, without
from workflows.signers import added_at, living

NOT_WHO_ADDED = always_fails(
    "not_who_added",
    "只有加签人本人或未参与本单审批的主管可以减签。",
    "Only who added this signer, or a supervisor whom nothing bars from this approval, may do this.",
)
NOT_ADDED = always_fails(
    "added_signer", "此人不是本级的加签人，不能减签。", "This person was not added to the present level."
)
DECIDED = always_fails(
    "signer_undecided",
    "加签人或其下的加签人已表决，不能减签。",
    "This signer, or somebody below, has decided already.",
)


def remove_signer(asked: Asked) -> Answered:
    """By who added the signer, or a supervisor. What is left may be all that was needed."""
    return operate(asked, REMOVE)


def _could(duty: Duty) -> bool:
    return _is_supervisor(duty) or duty.is_mine or duty.in_my_pool or _has_added(duty)


def _is_supervisor(duty: Duty) -> bool:
    return "supervisor" in duty.seen.actor.desks


def _has_added(duty: Duty) -> bool:
    levels = duty.seen.case.ladder.levels
    return any(each.by == duty.seen.actor.person for level in levels for each in level.added)


def _is_of_this_level(duty: Duty) -> bool:
    """An open vote, or one given on the level that is still being asked."""
    case = duty.seen.case
    here = (duty.item["round"], duty.item["level"]) == (case.round, case.ladder.position)
    return duty.kind == "vote" and here and duty.item["status"] in ("open", "claimed", "done")


def _bars(duty: Duty) -> Refused | None:
    """Who has added nobody to this level, and is no supervisor whom nothing bars, takes nobody away."""
    book = duty.seen.case.ladder
    if not _is_of_this_level(duty) or book.position >= len(book.levels):
        return None
    level = book.levels[book.position]
    may = any(_may_remove(duty, level, seat) for seat in (None, *living(level)))
    return None if may else Refused("not_you", (NOT_WHO_ADDED,))


def _removed(duty: Duty, form: Form) -> Deed | Plan | Refused:
    seen, book = duty.seen, duty.seen.case.ladder
    level = book.levels[book.position]
    seat = _seat_of(duty, level, form["who"])
    if not _may_remove(duty, level, seat):
        return Refused("not_you", (NOT_WHO_ADDED,))
    if seat is None:
        return Refused("not_so", (NOT_ADDED,))
    if not removable(level, book.votes, seat):
        return Refused("not_so", (DECIDED,))
    less = without(level, seat)
    case, whole = standing(seen, less)
    if whole is not Outcome.OPEN:
        return _completed(duty, form, case, whole)
    part = changed(seen, less)
    return deed_of(part)


def _seat_of(duty: Duty, level: Level, user: User) -> int | None:
    """Theirs by name, or by a transfer."""
    held = {item.seat: item.holder for item in duty.seen.case.items if item.kind == "vote"}
    added = ((seat, added_at(level, seat)) for seat in living(level))
    whose = ((seat, held.get(seat) or each.user) for seat, each in added if each is not None)
    return next((seat for seat, person in whose if person == user.person), None)


def _may_remove(duty: Duty, level: Level, seat: int | None) -> bool:
    """A supervisor who could not vote for this ticket must not bring its approval about this way either."""
    added, actor = added_at(level, seat) if seat is not None else None, duty.seen.actor
    if added is not None and added.by == actor.person:
        return True
    return _is_supervisor(duty) and not barring_rules(duty, actor)


def _completed(duty: Duty, form: Form, case: Case, whole: Outcome) -> Plan | Refused:
    """The votes that there are decide: the ticket moves as it would have by the last of them."""
    seen = replace(duty.seen, case=case)
    decision = seen.workflow.conclude(case, "approve" if whole is Outcome.PASSED else "reject")
    if isinstance(decision, Refused):
        return decision
    plan = plan_move(seen, decision, {"item": duty.id, **form})
    level = case.ladder.levels[case.ladder.position]
    return replace(plan, trigger=REMOVE.name, ladder=[rewritten(case, level)])


REMOVE = Operation(
    "remove_signer",
    could=_could,
    fits=_is_of_this_level,
    refuses=_bars,
    deed=_removed,
    schema=RemoveSigner,
    desks=("supervisor",),
    ended=True,
)
