"""Take back (拿回): the last who decided thinks again, while nothing has come of it yet."""

from dataclasses import replace

from service.door.admit import Answered, Asked, admit, replay
from service.door.operations import Duty, duty_of
from service.door.plan import Plan
from service.door.read import read_ticket
from service.door.reasons import NOT_SIGNER
from service.door.receivers import always_fails
from service.door.undoing import TAKE_BACK as NAME
from service.door.undoing import Undone
from service.transaction import statements
from service.usecases.tickets.fire_trigger import question_of
from service.usecases.work_items.operate import Operation, carried_out
from workflows.case import Form
from workflows.engine import Refused

NOT_LAST = always_fails(
    "not_last_decider",
    "只有最后表决的人可以拿回。",
    "Only who decided last may take it back.",
)
TOUCHED = always_fails(
    "untouched",
    "后续待办已有人处理，不能拿回。",
    "Somebody has taken up what followed; it cannot be taken back.",
)
BOOKED = always_fails(
    "money_booked",
    "款项已随该决定入账，不能拿回。",
    "Money was booked with this decision; it cannot be taken back.",
)
FIRED = always_fails(
    "effect_fired",
    "该决定已对外生效，不能拿回。",
    "What was decided has had its effect outside already; it cannot be taken back.",
)
NOT_ONLY = always_fails(
    "only_a_vote",
    "该决定还修改了工单内容，不能拿回。",
    "This decision changed more than the approval; it cannot be taken back.",
)


def take_back(asked: Asked) -> Answered:
    """Of a vote that was given: the duty is open again, in the hands of who gave it."""
    with statements() as sql:
        row = read_ticket(sql, replace(question_of(asked), decided=True))
        return replay(row, asked) or carried_out(sql, duty_of(admit(row, asked)), asked, TAKE_BACK)


def _is_near(duty: Duty) -> bool:
    return duty.is_mine or duty.in_my_pool


def _is_given(duty: Duty) -> bool:
    """A vote of the present round, of a ticket that has not ended."""
    case = duty.seen.case
    open_still = not duty.seen.workflow.by_state[case.state].is_end
    given = duty.kind == "vote" and duty.item["status"] == "done"
    return given and open_still and duty.item["round"] == case.round and duty.seen.row["decided"] is not None


def _bars(duty: Duty) -> Refused | None:
    if duty.seen.row["decided"] is None:
        return None
    if not duty.is_mine or not _undone(duty).is_last:
        return Refused("not_you", (NOT_LAST,))
    return None if duty.desk in (None, *duty.seen.actor.desks) else Refused("not_you", (NOT_SIGNER,))


def _undone(duty: Duty) -> Undone:
    return Undone(duty, duty.seen.row["decided"])


def _taken(duty: Duty, form: Form) -> Plan | Refused:
    undone = _undone(duty)
    failed = {
        BOOKED: undone.books,
        TOUCHED: not undone.is_untouched,
        FIRED: undone.has_fired,
        NOT_ONLY: undone.changes_more,
    }
    rules = tuple(rule for rule, holds in failed.items() if holds)
    return Refused("not_so", rules) if rules else undone.plan()


TAKE_BACK = Operation(NAME, could=_is_near, fits=_is_given, refuses=_bars, deed=_taken, ended=True)
