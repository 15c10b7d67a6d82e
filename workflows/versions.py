"""A ticket and a newer version of its workflow: where the ticket would stand, or why it must stay behind."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from workflows.case import Case
from workflows.engine import Workflow
from workflows.terms import Rule


def _says(name: str, zh: str, en: str) -> Rule:
    return Rule(name, zh, en, lambda case, actor, form: False)


NOT_NEWER = _says(
    "not_newer", "工单已在该版本或更新的版本上。", "It stands on this version or a newer one already."
)
AT_AN_END = _says("at_an_end", "工单已结束。", "The ticket is at its end.")
RESTS = _says("not_suspended", "工单已挂起，请先恢复。", "The ticket is suspended; resume it first.")
STATE_UNKNOWN = _says(
    "state_unknown",
    "新版本没有该状态，也未说明对应状态。",
    "The newer version has no such state and names no other.",
)
APPROVAL_OPEN = _says(
    "approval_open",
    "审批进行中：审批级在提交时已固定。",
    "An approval is under way, whose levels were fixed when it was asked for.",
)
DETAILS_MISSING = _says(
    "details_missing", "缺少新版本所需的内容。", "Details that the newer version needs are missing."
)
TIMER_UNKNOWN = _says(
    "timer_unknown", "已设的定时在新版本中不存在。", "A timer is armed that the newer version does not know."
)


@dataclass(frozen=True, slots=True)
class Fate:
    """`state` is where the ticket would stand; `rules` why it cannot, none where it can."""

    state: str
    rules: tuple[Rule, ...] = ()


def fate(old: Workflow, new: Workflow, case: Case, *, armed: Collection[str]) -> Fate:
    """`armed` are the kinds of the timers that wait; those of a state carry the trigger they fire."""
    if new.version <= old.version:
        return Fate(case.state, (NOT_NEWER,))
    if old.by_state[case.state].is_end:
        return Fate(case.state, (AT_AN_END,))
    state = new.migrates.get(case.state, case.state)
    if state not in new.by_state:
        return Fate(case.state, (STATE_UNKNOWN,))
    return Fate(state, tuple(_against(old, new, case, state, armed)))


def _against(old: Workflow, new: Workflow, case: Case, state: str, armed: Collection[str]) -> Iterator[Rule]:
    if case.suspended:
        yield RESTS
    if old.by_state[case.state].approval or new.by_state[state].approval:
        yield APPROVAL_OPEN
    if any(case.details.get(name) is None for name in new.needs):
        yield DETAILS_MISSING
    if any(not _waits_for(new, case.state, state, kind) for kind in _of_state(old, case.state, armed)):
        yield TIMER_UNKNOWN


def _of_state(workflow: Workflow, state: str, armed: Collection[str]) -> Iterator[str]:
    """Clocks and reminders look after themselves."""
    return (timer.trigger for timer in workflow.by_state[state].timers if timer.trigger in armed)


def _waits_for(new: Workflow, before: str, state: str, kind: str) -> bool:
    """A kept state keeps its timer; a mapped one arms its own, but must know what the old one meant."""
    if state != before:
        return new.knows(kind)
    return any(timer.trigger == kind for timer in new.by_state[state].timers)
