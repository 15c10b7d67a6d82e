"""An offer is declined: the others keep theirs; when all have, the duty is the whole desk's again."""

from schemas.requests import Decline
from service.door.admit import Answered, Asked
from service.door.operations import Deed, Duty, held_by
from service.door.reasons import OFFERED
from service.usecases.work_items.operate import Operation, operate
from workflows.case import Form
from workflows.engine import Refused


def decline_item(asked: Asked) -> Answered:
    """By whoever it was offered to."""
    return operate(asked, DECLINE)


def _is_near(duty: Duty) -> bool:
    return duty.in_my_pool


def _is_on_offer(duty: Duty) -> bool:
    return duty.offered_to is not None and duty.holder is None


def _bars_others(duty: Duty) -> Refused | None:
    return Refused("not_you", (OFFERED,)) if duty.is_offered_to_others else None


def _declined(duty: Duty, form: Form) -> Deed:
    person = duty.seen.actor.person
    rest = [each for each in duty.offered_to or () if each != person]
    row = {"item": duty.id, "person": person, "status": "declined", "reason": form.get("reason")}
    return Deed(
        items=[{**held_by(duty, None), "offered_to": rest or None}],
        offers=[row],
        effects=() if rest else (f"tell_desk:{duty.desk}",),
    )


DECLINE = Operation(
    "decline", could=_is_near, fits=_is_on_offer, refuses=_bars_others, deed=_declined, schema=Decline
)
