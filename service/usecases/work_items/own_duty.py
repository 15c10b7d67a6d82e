"""Claim (签收) and release: a duty leaves its pool and goes back; its clock runs on."""

from service.door.admit import Answered, Asked
from service.door.operations import Deed, Duty, held_by
from service.door.reasons import CLAIMED, OFFERED
from service.door.receivers import LOAD, ONE_SEAT, barring_rules, takes_second_seat
from service.usecases.work_items.operate import NOT_YOU, Operation, operate
from service.usecases.work_items.turn_in_queue import out_of_turn
from workflows.case import Form
from workflows.engine import Refused


def claim_item(asked: Asked) -> Answered:
    """Exactly one winner. Whoever claims a draft that the system opened becomes its submitter.

    What a stand-in claims is the absent person's: it stays in both their boxes.
    """
    return operate(asked, CLAIM)


def release_item(asked: Asked) -> Answered:
    """By the holder alone; the duty is its desk's again."""
    return operate(asked, RELEASE)


def is_draft_of_system(duty: Duty) -> bool:
    """A draft in a pool: its submitter is whoever holds it."""
    return duty.work is not None and duty.work.kind == "submitter" and duty.desk is not None


def _is_near(duty: Duty) -> bool:
    return duty.is_mine or duty.in_my_pool


def _can_be_claimed(duty: Duty) -> bool:
    return duty.desk is not None and not duty.is_mine


def _bars_claim(duty: Duty) -> Refused | None:
    if duty.holder is not None:
        return Refused("not_you", (CLAIMED,))
    if duty.is_offered_to_others:
        return Refused("not_you", (OFFERED,))
    actor = duty.seen.actor
    rules = (*barring_rules(duty, actor), *((ONE_SEAT,) if takes_second_seat(duty, actor) else ()))
    return Refused("not_you", rules) if rules else None


def _claimed(duty: Duty, form: Form) -> Deed | Refused:
    actor, limit = duty.seen.actor, duty.seen.case.policy.get("load_limit")
    if limit is not None and actor.load >= int(limit):
        return Refused("not_so", (LOAD,))
    ticket = {"submitter": actor.owner} if is_draft_of_system(duty) else {}
    return Deed(items=[held_by(duty, actor.owner)], ticket=ticket)


def _can_be_released(duty: Duty) -> bool:
    return duty.desk is not None and duty.holder is not None


def _bars_others(duty: Duty) -> Refused | None:
    return None if duty.is_mine else NOT_YOU


def _released(duty: Duty, form: Form) -> Deed:
    ticket = {"submitter": None} if is_draft_of_system(duty) else {}
    return Deed(items=[held_by(duty, None)], ticket=ticket)


CLAIM = Operation(
    "claim", could=_is_near, fits=_can_be_claimed, refuses=_bars_claim, deed=_claimed, looks=out_of_turn
)
RELEASE = Operation("release", could=_is_near, fits=_can_be_released, refuses=_bars_others, deed=_released)
