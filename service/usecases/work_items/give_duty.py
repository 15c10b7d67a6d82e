"""Dispatch and transfer (转办): a duty is put into somebody's hands, for good, with its clock as it is."""

from typing import Any

from schemas.requests import Dispatch, Transfer
from service.door.admit import Answered, Asked
from service.door.operations import Deed, Duty, held_by
from service.door.receivers import SUBMITTERS_OWN, over_limits, refuses_receiver
from service.usecases.work_items.operate import NOT_YOU, Operation, operate
from service.usecases.work_items.own_duty import is_draft_of_system
from workflows.case import Form, User
from workflows.engine import Refused


def dispatch_item(asked: Asked) -> Answered:
    """A supervisor gives a pool's duty to a person; shift, load and skill may be overridden with a reason."""
    return operate(asked, DISPATCH)


def transfer_item(asked: Asked) -> Answered:
    """By the holder or a supervisor, with a reason; who works on the ticket by this duty is its assignee."""
    return operate(asked, TRANSFER)


def _is_supervisor(duty: Duty) -> bool:
    return "supervisor" in duty.seen.actor.desks


def _is_in_pool(duty: Duty) -> bool:
    return duty.desk is not None and duty.holder is None


def _nobody(duty: Duty) -> None:
    return None


def _dispatched(duty: Duty, form: Form) -> Deed | Refused:
    user: User = form["to"]
    failed = refuses_receiver(duty, user)
    if not form.get("override_reason"):
        failed += over_limits(duty, user)
    return Refused("not_so", failed) if failed else _given(duty, user)


def _given(duty: Duty, user: User, *, restart: bool = False) -> Deed:
    """`restart`: what the one before had begun counts for nothing, the receiver begins anew."""
    anew = {"unstarted": True} if restart else {}
    return Deed(
        items=[{**held_by(duty, user.account), **anew}],
        ticket=_follows(duty, user.account),
        told=user.account,
    )


def _follows(duty: Duty, account: str) -> dict[str, Any]:
    """The relation that the rows of this state ask for goes with the duty."""
    if is_draft_of_system(duty):
        return {"submitter": account}
    return {"assignee": account} if duty.work is not None and duty.work.kind == "assignee" else {}


def _could_transfer(duty: Duty) -> bool:
    return duty.is_mine or duty.in_my_pool or _is_supervisor(duty)


def _can_be_transferred(duty: Duty) -> bool:
    return duty.kind != "opinion"


def _bars_transfer(duty: Duty) -> Refused | None:
    return None if duty.is_mine or _is_supervisor(duty) else NOT_YOU


def _transferred(duty: Duty, form: Form) -> Deed | Refused:
    user: User = form["to"]
    own = duty.work is not None and duty.work.kind == "submitter" and not is_draft_of_system(duty)
    failed = (SUBMITTERS_OWN,) if own else refuses_receiver(duty, user)
    return Refused("not_so", failed) if failed else _given(duty, user, restart=bool(form.get("restart")))


# Not plain `dispatch`: that is a move of a repair.
DISPATCH = Operation(
    "dispatch_item",
    could=_is_supervisor,
    fits=_is_in_pool,
    refuses=_nobody,
    deed=_dispatched,
    schema=Dispatch,
    desks=("supervisor",),
)
TRANSFER = Operation(
    "transfer",
    could=_could_transfer,
    fits=_can_be_transferred,
    refuses=_bars_transfer,
    deed=_transferred,
    schema=Transfer,
    desks=("supervisor",),
)
