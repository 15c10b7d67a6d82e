"""Clocks and timers in a plan: what runs, pauses and stops in the new state, and what fires when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from service.calendar import office_calendar
from service.door.seen import Seen, moment
from service.policies import policy_body
from service.policy import clock_span, hours_of, timer_span
from workflows import clocks as arithmetic
from workflows.case import SYSTEM, Case
from workflows.clocks import Calendar, ClockRow, Span, parse_span, span_to
from workflows.engine import Decision
from workflows.hours import next_allowed_hour
from workflows.marks import next_mark
from workflows.terms import State, Timer

Json = dict[str, Any]
SOON = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of the ticket after the move, and those among them that the move changed.

    `watched` on entering a state: those that run on as they were, whose timers so stay as they are.
    """

    rows: tuple[ClockRow, ...]
    changed: tuple[ClockRow, ...]
    watched: tuple[ClockRow, ...] = ()


def clocks_after(seen: Seen, decision: Decision, after: Case) -> Clocks:
    """Entering a state: what it names runs, what it does not name stops; a pausing state pauses all."""
    before = {row["name"]: clock_of(row) for row in seen.row["clocks"] or ()}
    calendar = calendar_of(seen)
    rows = dict(before)
    if decision.enters:
        rows = _entered(rows, decision.dest, after, calendar)
    if after.urgency != seen.case.urgency or "source_due_at" in decision.change.ticket:
        rows = {name: _recomputed(row, after, calendar) for name, row in rows.items()}
    rows = _capped(rows, seen, decision)
    if pauses(seen) and not decision.dest.is_end:
        rows = {name: _paused(row, after.now) for name, row in rows.items()}
    changed = tuple(row for row in rows.values() if before.get(row.name) != row)
    watched = _watched(seen, rows.values(), changed) if decision.enters else ()
    return Clocks(tuple(rows.values()), changed, watched)


def _watched(seen: Seen, rows: Iterable[ClockRow], changed: tuple[ClockRow, ...]) -> tuple[ClockRow, ...]:
    """Unchanged, running, and with a breach that is armed already."""
    kinds = {each["kind"] for each in seen.row["timers"] or ()}
    return tuple(row for row in rows if _runs(row) and row not in changed and _breach_kind(row) in kinds)


def _entered(rows: dict[str, ClockRow], state: State, case: Case, calendar: Calendar) -> dict[str, ClockRow]:
    now = case.now
    kept = {name: in_state(row, state, now, calendar) for name, row in rows.items()}
    running = {name for name, row in kept.items() if row.stopped_at is None}
    for name in state.clocks:
        span = clock_span(case.policy, name, case.urgency)
        if name not in running and span is not None:
            kept[name] = arithmetic.start(name, span, now=now, calendar=calendar)
    return kept


def pauses(seen: Seen) -> bool:
    """The ticket is suspended for a reason that stops its clocks."""
    rest = seen.ticket["suspended"]
    return rest is not None and bool(rest["pauses"])


def _paused(row: ClockRow, now: datetime) -> ClockRow:
    return row if row.stopped_at or row.paused_at else arithmetic.pause(row, now=now)


def paused_clocks(seen: Seen) -> Clocks:
    """All that run stand still from now on."""
    before = [clock_of(row) for row in seen.row["clocks"] or ()]
    rows = [_paused(row, seen.case.now) for row in before]
    return _compared(before, rows)


def resumed_clocks(seen: Seen) -> Clocks:
    """What the state lets run goes on; every deadline moves by the calendar time of the pause."""
    state, calendar = seen.workflow.by_state[seen.case.state], calendar_of(seen)
    before = [clock_of(row) for row in seen.row["clocks"] or ()]
    rows = [in_state(row, state, seen.case.now, calendar) for row in before]
    return _compared(before, rows)


def _compared(before: list[ClockRow], rows: list[ClockRow]) -> Clocks:
    changed = tuple(row for row, was in zip(rows, before, strict=True) if row != was)
    return Clocks(tuple(rows), changed)


def watching(rows: Iterable[ClockRow], now: datetime, calendar: Calendar) -> list[Json]:
    """The breach and the next warning of every clock that runs."""
    running = [row for row in rows if _runs(row)]
    warnings = [each for row in running if (each := _warning(row, now, calendar))]
    return [*(_breach(row, now) for row in running), *warnings]


def in_state(row: ClockRow, state: State, now: datetime, calendar: Calendar) -> ClockRow:
    if row.stopped_at is not None:
        return row
    if state.pauses:
        return row if row.paused_at else arithmetic.pause(row, now=now)
    if row.name not in state.clocks:
        return arithmetic.stop(row, now=now, calendar=calendar)
    return arithmetic.resume(row, now=now, calendar=calendar) if row.paused_at else row


def _recomputed(row: ClockRow, case: Case, calendar: Calendar) -> ClockRow:
    """Another urgency: the future of a running clock is counted anew, never its past."""
    span = clock_span(case.policy, row.name, case.urgency)
    if row.stopped_at is not None or span is None:
        return row
    return arithmetic.recompute(row, span, now=case.now, calendar=calendar)


def _capped(rows: dict[str, ClockRow], seen: Seen, decision: Decision) -> dict[str, ClockRow]:
    """A due time that came with the ticket overrides ours where it is earlier."""
    stored = seen.ticket["source_due_at"]
    limit = decision.change.ticket.get("source_due_at", moment(stored) if stored else None)
    if limit is None or "resolution" not in rows or rows["resolution"].stopped_at is not None:
        return rows
    return {**rows, "resolution": arithmetic.capped(rows["resolution"], limit)}


def calendar_of(seen: Seen) -> Calendar:
    return calendar_for(seen.ticket["zone"], seen.ticket["policy_id"])


@lru_cache(maxsize=256)
def calendar_for(zone: str, policy_id: str) -> Calendar:
    """A policy version never changes, so neither does the calendar made of it."""
    return office_calendar(zone, policy_body(policy_id).get("hours", {}))


def clock_of(row: Mapping[str, Any]) -> ClockRow:
    return ClockRow(
        name=row["name"],
        started_at=moment(row["started_at"]),
        due_at=moment(row["due_at"]),
        span=parse_span(row["span"]),
        paused_at=moment(row["paused_at"]) if row["paused_at"] else None,
        stopped_at=moment(row["stopped_at"]) if row["stopped_at"] else None,
        pauses=tuple((moment(start), moment(end)) for start, end in row["pauses"] or ()),
        warned=row.get("warned") or 0,
    )


def clock_row(row: ClockRow) -> Json:
    return {
        "name": row.name,
        "span": span_to(row.span),
        "started_at": row.started_at,
        "due_at": row.due_at,
        "paused_at": row.paused_at,
        "stopped_at": row.stopped_at,
        "pauses": [[start, end] for start, end in row.pauses],
    }


def ticket_due(clocks: Clocks) -> Json:
    """The earliest deadline still running; nothing where the move changed no clock."""
    if not clocks.changed:
        return {}
    running = [row.due_at for row in clocks.rows if row.stopped_at is None and row.paused_at is None]
    return {"due_at": min(running, default=None)}


def stopped(seen: Seen, decision: Decision, clocks: Clocks, fired: str | None) -> list[str]:
    """Kinds of armed timers that end: on entering a state all but those of a clock that runs on unchanged,
    else the fired and the outdated.
    """
    kinds = [each["kind"] for each in seen.row["timers"] or ()]
    if decision.enters:
        kept = {kind for row in clocks.watched for kind in kinds_of(row)} - {fired}
        return [kind for kind in kinds if kind not in kept]
    outdated = {kind for row in clocks.changed for kind in kinds_of(row)}
    return [kind for kind in kinds if kind == fired or kind in outdated]


def kinds_of(row: ClockRow) -> tuple[str, str]:
    """The two timers that follow a clock."""
    return _breach_kind(row), _warning_kind(row)


def _breach_kind(row: ClockRow) -> str:
    return f"clock:{row.name}"


def _warning_kind(row: ClockRow) -> str:
    return f"warn:{row.name}"


def armed(seen: Seen, decision: Decision, after: Case, clocks: Clocks) -> list[Json]:
    """What the new state waits for, its reminders, and what follows every clock that begins or moves."""
    calendar = calendar_of(seen)
    if not decision.enters:
        return watching(clocks.changed, after.now, calendar)
    begun = watching((row for row in clocks.rows if row not in clocks.watched), after.now, calendar)
    state = decision.dest
    zone = ZoneInfo(seen.ticket["zone"])
    timers = [_timer(each, state, after, zone, calendar) for each in state.timers]
    reminders = [_reminder(n, state, after, calendar) for n in range(1, state.reminders + 1)]
    return [*begun, *(each for each in (*timers, *reminders) if each)]


def _runs(row: ClockRow) -> bool:
    return row.stopped_at is None and row.paused_at is None


def _breach(row: ClockRow, now: datetime) -> Json:
    return {"kind": _breach_kind(row), "due_at": max(row.due_at, now + SOON)}


def _warning(row: ClockRow, now: datetime, calendar: Calendar) -> Json | None:
    """One timer walks from mark to mark: what has been told stays with the clock."""
    mark = next_mark(row, now=now, calendar=calendar)
    return {"kind": _warning_kind(row), "due_at": max(mark[1], now + SOON)} if mark else None


def _timer(timer: Timer, state: State, case: Case, zone: ZoneInfo, calendar: Calendar) -> Json | None:
    """None where the policy has it off, its condition fails, or its one moment has passed."""
    if timer.when is not None and not timer.when.check(case, SYSTEM, {}):
        return None
    due = _due(timer, state, case, calendar)
    if due is None:
        return None
    if timer.hours:
        due = next_allowed_hour(max(due, case.now), hours_of(case.policy, timer.hours), zone)
    if timer.once and due <= case.now:
        return None
    return {"kind": timer.trigger, "due_at": max(due, case.now + SOON)}


def _due(timer: Timer, state: State, case: Case, calendar: Calendar) -> datetime | None:
    """The moment itself where the case keeps it, else the policy's span; hours alone need neither."""
    if timer.at:
        return _kept(timer.at, case)
    span = timer_span(case.policy, state.name, timer.trigger, case.urgency)
    if span is None:
        return case.now if timer.hours else None
    return arithmetic.deadline(_kept(timer.base, case) or case.now, span, calendar)


def _kept(name: str, case: Case) -> datetime | None:
    kept = case.details.get(name) if name else None
    if isinstance(kept, date) and not isinstance(kept, datetime):
        return datetime.combine(kept, time(), UTC)
    return kept if isinstance(kept, datetime) else None


def _reminder(number: int, state: State, case: Case, calendar: Calendar) -> Json | None:
    kind = f"remind_{number}"
    span = timer_span(case.policy, state.name, kind, case.urgency)
    return {"kind": kind, "due_at": arithmetic.deadline(case.now, span, calendar)} if span else None


def again(timer: Timer, now: datetime, calendar: Calendar) -> datetime:
    """When a timer whose move was refused by its guard fires next."""
    span: Span = parse_span(timer.again)
    return max(arithmetic.deadline(now, span, calendar), now + SOON)
