"""Delegation (委派): somebody is asked for an opinion and gives it; the owner of the duty still decides."""

from schemas.requests import Delegate, Opinion
from service.door.admit import Answered, Asked
from service.door.operations import Deed, Duty, done, opinion_item
from service.door.reasons import NOT_YOUR_DESK
from service.door.receivers import ASKED_ALREADY, NOT_SELF, actor_of_user, barring_rules
from service.usecases.work_items.operate import NOT_YOU, Operation, operate
from workflows.case import Form, User
from workflows.engine import Refused


def delegate_item(asked: Asked) -> Answered:
    """By the holder. The receiver gets a duty of kind opinion, the duty itself stays where it is."""
    return operate(asked, DELEGATE)


def give_opinion(asked: Asked) -> Answered:
    """By who was asked: the text stands in the log, and the opinion's duty is done."""
    return operate(asked, OPINION)


def _is_near(duty: Duty) -> bool:
    return duty.is_mine or duty.in_my_pool


def _can_be_delegated(duty: Duty) -> bool:
    return duty.kind != "opinion" and duty.holder is not None


def _bars_others(duty: Duty) -> Refused | None:
    if duty.was_mine:
        return Refused("not_you", (NOT_YOUR_DESK,))
    return None if duty.is_mine else NOT_YOU


def _delegated(duty: Duty, form: Form) -> Deed | Refused:
    user: User = form["to"]
    if user.person in {*duty.seen.actor.persons, duty.holder}:
        return Refused("not_so", (NOT_SELF,))
    if _is_asked(duty, user):
        return Refused("not_so", (ASKED_ALREADY,))
    barred = barring_rules(duty, actor_of_user(user))
    if barred:
        return Refused("not_so", barred)
    return Deed(new_items=[opinion_item(duty, user.account)], told=user.account)


def _is_asked(duty: Duty, user: User) -> bool:
    rows = duty.seen.row["items"] or ()
    return any(row["owner_item"] == duty.id and row["holder"]["person"] == user.person for row in rows)


def _is_holder(duty: Duty) -> bool:
    return duty.is_mine


def _is_opinion(duty: Duty) -> bool:
    return duty.kind == "opinion"


def _nobody(duty: Duty) -> None:
    return None


def _given(duty: Duty, form: Form) -> Deed:
    return Deed(items=[done(duty, "opinion")])


DELEGATE = Operation(
    "delegate",
    could=_is_near,
    fits=_can_be_delegated,
    refuses=_bars_others,
    deed=_delegated,
    schema=Delegate,
)
OPINION = Operation(
    "opinion", could=_is_holder, fits=_is_opinion, refuses=_nobody, deed=_given, schema=Opinion
)
