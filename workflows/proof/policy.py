"""The proof of a policy against its table: every name is there, every state is left, somebody is asked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from workflows.clocks import parse_span
from workflows.engine import Workflow
from workflows.proof.finding import Finding, error, warning
from workflows.proof.levels import level_faults
from workflows.proof.times import calendar_of, fits
from workflows.terms import State
from workflows.words import DESKS

Body = Mapping[str, Any]
REMINDER: Final = re.compile(r"remind_([0-9]{1,2})")


def policy_faults(table: Workflow, body: Body) -> list[Finding]:
    """Everything that is wrong with it; nothing of a sound one."""
    unreadable = list(_unreadable(table, body))
    if unreadable:
        return unreadable
    return [
        *_approvals(table, body),
        *_timer_keys(table, body),
        *_never_left(table, body),
        *_clocks(table, body),
        *_late_reminders(table, body),
        *_beyond_clock(table, body),
        *_places(table, body),
    ]


def _unreadable(table: Workflow, body: Body) -> Iterator[Finding]:
    levels = (level for each in body.get("approvals", {}).values() for level in each["levels"])
    spans = [
        *((f"timers.{key}", raw) for key, raw in body.get("timers", {}).items()),
        *((f"clocks.{key}", raw) for key, times in body.get("clocks", {}).items() for raw in times.values()),
        *((f"level {level['name']}", level.get("timeout")) for level in levels),
        *((name, body.get(name)) for name in ("visit_after", "reopen_within")),
    ]
    for key, raw in spans:
        try:
            parse_span("PT0S" if raw is None else raw)
        except ValueError as reason:
            yield error(
                "duration_unreadable", f"{table.name}.{key}", f"无法识别的时长：{reason}", str(reason)
            )


def _approvals(table: Workflow, body: Body) -> Iterator[Finding]:
    given = body.get("approvals", {})
    for name in table.approvals:
        if name not in given:
            zh, en = "缺少该审批的层级", "has no levels for this approval"
            yield error("approval_missing", f"{table.name}.{name}", zh, en)
    for name, approval in given.items():
        if name not in table.approvals:
            yield error("approval_unknown", f"{table.name}.{name}", "没有这个审批", "is no approval of it")
        else:
            yield from level_faults(table, name, approval["levels"], body)


def _timer_keys(table: Workflow, body: Body) -> Iterator[Finding]:
    for key in body.get("timers", {}):
        if not _is_timer(table, key):
            zh, en = "流程中没有这个定时", "is no timer of any state of it"
            yield error("timer_unknown", f"{table.name}.timers.{key}", zh, en)


def _is_timer(table: Workflow, key: str) -> bool:
    """`trigger`, `state.trigger` or `state.trigger.urgency`; a reminder's number is at most the state's."""
    parts = key.split(".")
    states = table.states if len(parts) == 1 else [each for each in table.states if each.name == parts[0]]
    name = parts[0] if len(parts) == 1 else parts[1]
    reminder = REMINDER.fullmatch(name)
    if reminder:
        return any(1 <= int(reminder[1]) <= each.reminders for each in states)
    return any(timer.trigger == name for each in states for timer in each.timers)


def _never_left(table: Workflow, body: Body) -> Iterator[Finding]:
    """Where nobody is at work only a timer goes on: one of them must be on."""
    for state in table.states:
        alone = state.timers and not (state.work or state.approval)
        if alone and not any(_is_on(body, state, n) for n in range(len(state.timers))):
            zh, en = "无人负责且定时全部关闭，工单会停在此处", "is nobody's duty, and its timers are all off"
            yield error("timer_needed", f"{table.name}.{state.name}", zh, en)


def _is_on(body: Body, state: State, number: int) -> bool:
    timer = state.timers[number]
    return bool(timer.at or timer.hours) or _time(body, state.name, timer.trigger) is not None


def _time(body: Body, state: str, trigger: str) -> Any:
    """A plain key beats a qualified one; times of single urgencies do for none of the others."""
    timers = body.get("timers", {})
    return timers[trigger] if trigger in timers else timers.get(f"{state}.{trigger}")


def _clocks(table: Workflow, body: Body) -> Iterator[Finding]:
    given = body.get("clocks", {})
    used = {clock for state in table.states for clock in state.clocks}
    for name in sorted(given.keys() - used):
        yield error("clock_unknown", f"{table.name}.clocks.{name}", "没有这个时钟", "is no clock of it")
    for state in table.states:
        watched = state.reminders or state.timers or any(given.get(clock) for clock in state.clocks)
        if state.work and not watched:
            zh, en = "有人负责但没有任何时限", "waits for people without any time"
            yield warning("clock_missing", f"{table.name}.{state.name}", zh, en)


def _late_reminders(table: Workflow, body: Body) -> Iterator[Finding]:
    """A reminder behind the time-out of its state never comes."""
    for state in table.states:
        limits = [_time(body, state.name, timer.trigger) for timer in state.timers if not timer.base]
        for n in range(1, state.reminders + 1):
            reminder = _time(body, state.name, f"remind_{n}")
            if reminder is not None and any(_is_longer(reminder, limit) for limit in limits if limit):
                zh, en = "提醒晚于该状态的时限", "comes after the time-out of its state"
                yield warning("reminder_late", f"{table.name}.{state.name}.remind_{n}", zh, en)


def _is_longer(one: Any, other: Any) -> bool:
    first, second = parse_span(one), parse_span(other)
    lengths = [span.days * 86_400 + span.seconds for span in (first, second)]
    return first.calendar == second.calendar and lengths[0] >= lengths[1]


def _beyond_clock(table: Workflow, body: Body) -> Iterator[Finding]:
    """The time-out of a step comes before each clock that runs in it is over, in the class `normal`."""
    calendar = calendar_of(body)
    for state in table.states:
        clocks = {name: body.get("clocks", {}).get(name, {}).get("normal") for name in state.clocks}
        for timer in state.timers:
            span = None if timer.base or timer.at else _time(body, state.name, timer.trigger)
            for clock, limit in clocks.items():
                if span and limit and not fits([parse_span(span)], parse_span(limit), calendar):
                    where = f"{table.name}.{state.name}.{timer.trigger}"
                    zh, en = f"晚于时钟“{clock}”", f"comes after the clock {clock} is over"
                    yield error("timer_beyond_clock", where, zh, en)


def _places(table: Workflow, body: Body) -> Iterator[Finding]:
    """What names a trigger, a state or a desk names one that is there."""
    for trigger in body.get("evidence", ()):
        if not table.knows(trigger):
            where = f"{table.name}.evidence.{trigger}"
            yield error("evidence_unknown", where, "没有这个动作", "is no trigger of it")
    duties = {state.name for state in table.states if state.work or state.approval}
    for part, known in (("distribution", duties), ("batchable", duties), ("copies", table.by_state.keys())):
        for name in body.get(part, ()):
            if name not in known:
                zh, en = "没有这样的待办状态", "is no state of it that this could be about"
                yield error("state_unknown", f"{table.name}.{part}.{name}", zh, en)
    for name, desks in body.get("copies", {}).items():
        for desk in sorted(set(desks) - DESKS):
            zh, en = f"没有岗位“{desk}”", f"names the unknown desk {desk}"
            yield error("desk_unknown", f"{table.name}.copies.{name}", zh, en)
