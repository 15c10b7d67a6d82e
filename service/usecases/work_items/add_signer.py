"""Add a signer (加签): somebody votes before, after or beside the holder of a vote."""

from dataclasses import replace

from schemas.requests import AddSigner
from service.door.admit import Answered, Asked
from service.door.approvals import changed
from service.door.operations import Deed, Duty, deed_of, held_by
from service.door.reasons import CLAIMED, NOT_SIGNER, OFFERED
from service.door.receivers import (
    NOT_SELF,
    ONE_SEAT,
    actor_of_user,
    always_fails,
    barring_rules,
    takes_second_seat,
)
from service.usecases.work_items.operate import Operation, operate
from workflows.case import Form, User
from workflows.engine import Refused
from workflows.ladder import DEEPEST, Added, with_added
from workflows.signers import depth, seated
from workflows.terms import Rule

TOO_DEEP = always_fails(
    "signers_too_deep",
    f"加签最多 {DEEPEST} 层。",
    f"Signers are added at most {DEEPEST} deep.",
)


def add_signer(asked: Asked) -> Answered:
    """By the holder of an open vote; out of a pool it is claimed with that."""
    return operate(asked, ADD)


def _is_near(duty: Duty) -> bool:
    return duty.is_mine or duty.in_my_pool


def _is_vote(duty: Duty) -> bool:
    return duty.kind == "vote"


def _bars(duty: Duty) -> Refused | None:
    """Whoever could not vote on this seat adds nobody to it."""
    if duty.holder is not None and not duty.is_mine:
        return Refused("not_you", (CLAIMED,))
    if duty.holder is None and duty.is_offered_to_others:
        return Refused("not_you", (OFFERED,))
    actor = duty.seen.actor
    failed = [] if duty.desk in (None, *actor.desks) else [NOT_SIGNER]
    failed += [ONE_SEAT] if takes_second_seat(duty, actor) else []
    failed += barring_rules(duty, actor)
    return Refused("not_you", tuple(failed)) if failed else None


def _added(duty: Duty, form: Form) -> Deed | Refused:
    seen, user = duty.seen, form["who"]
    failed = _refuses_signer(duty, user)
    if failed:
        return Refused("not_so", failed)
    new = Added(
        form["where"],
        duty.item["seat"],
        user=user.person,
        by=seen.actor.person or "",
        account=user.account,
    )
    part = changed(seen, with_added(seen.case.ladder.levels[seen.case.ladder.position], new))
    taken = [] if duty.is_mine else [held_by(duty, seen.actor.owner)]
    return replace(deed_of(part), items=taken)


def _refuses_signer(duty: Duty, user: User) -> tuple[Rule, ...]:
    """Somebody else, whom nothing bars and who has no seat in this round, not too far from the policy's."""
    if user.person in duty.seen.actor.persons:
        return (NOT_SELF,)
    book = duty.seen.case.ladder
    failed = [ONE_SEAT] if _signs_already(duty, user) else []
    failed += [TOO_DEEP] if depth(book.levels[book.position], duty.item["seat"]) >= DEEPEST else []
    return (*failed, *barring_rules(duty, actor_of_user(user)))


def _signs_already(duty: Duty, user: User) -> bool:
    """On any level, by name or by a claim; who has voted in this round is barred by four eyes."""
    case = duty.seen.case
    named = (person for level in case.ladder.levels for person in seated(level))
    held = (item.holder for item in case.items if item.kind == "vote")
    return user.person in {*named, *held}


ADD = Operation("add_signer", could=_is_near, fits=_is_vote, refuses=_bars, deed=_added, schema=AddSigner)
