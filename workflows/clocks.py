"""Durations as data, the three calendars they are counted in, and the clock row as pure arithmetic.

Every moment is aware; answers are UTC. The calendars:

- `elapsed`: plain time.
- `service`: only the service hours count, on all days; a day is one whole stretch of them.
- `working`: only the working hours of working days count. A span in days instead ends at the same
  wall-clock time n working days later, as people and the law count (Friday 17:00 and three working days
  is a Wednesday 17:00).

A pause moves a deadline by exactly the calendar time inside the pause: an hour at night costs a service
clock nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from workflows.hours import Hours, moment_of

Kind = Literal["elapsed", "service", "working"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ISO = re.compile(r"P(?:(\d{1,4})W|(\d{1,4})D|T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)", re.ASCII)
MOST_DAYS = 3660
MOST_HOURS = 366 * 24
HORIZON_DAYS = 40 * 366


@dataclass(frozen=True, slots=True)
class Span:
    """A duration of a policy: whole days or seconds, never both, and the calendar that counts them."""

    days: int = 0
    seconds: int = 0
    calendar: Kind = "elapsed"


@dataclass(frozen=True, slots=True)
class Calendar:
    """An office's time: what is open when. `known_years` are those whose public holidays are published."""

    zone: ZoneInfo
    service_hours: Hours
    working_hours: Hours
    off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for hours in (self.service_hours, self.working_hours):
            if hours.start >= hours.end:
                raise ValueError("service and working hours begin and end on the same day")


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of a ticket. Finished pauses are kept, so that it can be counted anew from the start.

    `warned` is the last mark, in per cent, that somebody was told of.
    """

    name: str
    started_at: datetime
    due_at: datetime
    span: Span
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    warned: int = 0


def parse_span(raw: str | Mapping[str, Any]) -> Span:
    """`"P7D"` (elapsed) or `{"for": "P7D", "calendar": "working"}`; ValueError says what is wrong.

    Of ISO 8601: PnW, PnD and PTnHnMnS.
    """
    return _span(*_text_and_calendar(raw))


@lru_cache(maxsize=1024)
def _span(text: str, calendar: Kind) -> Span:
    """Policies name a few dozen; every move reads those of its clocks again."""
    match = ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no duration such as P7D, P2W or PT4H30M")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if weeks and calendar == "working":
        raise ValueError("a week of working days is ambiguous: say P5D or P7D")
    span = Span(weeks * 7 + days, hours * 3600 + minutes * 60 + seconds, calendar)
    # So that counting it day by day stays short, also at few open hours a day.
    if span.days > MOST_DAYS or span.seconds > MOST_HOURS * 3600:
        raise ValueError(f"{text} is longer than {MOST_DAYS} days or {MOST_HOURS} hours")
    return span


def _text_and_calendar(raw: object) -> tuple[str, Kind]:
    said = {"for": raw} if isinstance(raw, str) else raw
    if not isinstance(said, Mapping) or not isinstance(said.get("for"), str):
        raise ValueError("a duration is a text such as P7D, or for and calendar")
    wanted = said.get("calendar", "elapsed")
    calendar = next((kind for kind in KINDS if kind == wanted), None)
    if calendar is None:
        raise ValueError(f"{wanted!r} is none of the calendars {', '.join(KINDS)}")
    return said["for"], calendar


def span_to(span: Span) -> str | dict[str, str]:
    """The span as a policy writes it; `parse_span` reads it back unchanged."""
    minutes, seconds = divmod(span.seconds, 60)
    parts = ((minutes // 60, "H"), (minutes % 60, "M"), (seconds, "S"))
    text = f"P{span.days}D" if span.days else "PT" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0S")
    return text if span.calendar == "elapsed" else {"for": text, "calendar": span.calendar}


def deadline(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """When a span that begins at `start` is over."""
    if span.calendar == "working" and span.days:
        return _working_days_later(start, span.days, calendar)
    return add(start, _length(span, calendar), span.calendar, calendar)


def add(moment: datetime, amount: timedelta, kind: Kind, calendar: Calendar) -> datetime:
    """The first moment at which `amount` of calendar time has passed."""
    moment = _utc(moment)
    if kind == "elapsed" or amount <= timedelta(0):
        return moment + amount
    for opens, closes in _windows(moment, kind, calendar):
        begins = max(opens, moment)
        room = max(closes - begins, timedelta(0))
        if amount <= room:
            return begins + amount
        amount -= room
    raise ValueError("a deadline farther away than any clock of ours runs")


def remaining(now: datetime, due: datetime, kind: Kind, calendar: Calendar) -> timedelta:
    """How much calendar time lies between the two moments; none once `due` is over."""
    now, due = _utc(now), _utc(due)
    if kind == "elapsed":
        return max(due - now, timedelta(0))
    left = timedelta(0)
    for opens, closes in _windows(now, kind, calendar):
        left += max(min(closes, due) - max(opens, now), timedelta(0))
        if due <= closes:
            break
    return left


def late_by(due: datetime, at: datetime) -> timedelta:
    """Plain time since the deadline, as a breach is told; zero while it is not over."""
    return max(_utc(at) - _utc(due), timedelta(0))


def provisional(start: datetime, due: datetime, span: Span, calendar: Calendar) -> bool:
    """Whether it leans on a year whose holidays are not published yet, and is counted anew once they are."""
    if span.calendar != "working":
        return False
    first, last = (_utc(moment).astimezone(calendar.zone).year for moment in (start, due))
    return any(year not in calendar.known_years for year in range(first, last + 1))


def is_working_day(day: date, calendar: Calendar) -> bool:
    return day in calendar.make_up or (day.weekday() < 5 and day not in calendar.off)


def start(name: str, span: Span, *, now: datetime, calendar: Calendar) -> ClockRow:
    return ClockRow(name, _utc(now), deadline(now, span, calendar), span)


def pause(row: ClockRow, *, now: datetime) -> ClockRow:
    """The clock stands still; pausing a clock that stands or has stopped changes nothing."""
    return row if row.paused_at or row.stopped_at else replace(row, paused_at=_utc(now))


def resume(row: ClockRow, *, now: datetime, calendar: Calendar) -> ClockRow:
    """The clock runs again, its deadline later by the calendar time inside the pause."""
    if row.paused_at is None or row.stopped_at:
        return row
    gap = (row.paused_at, max(_utc(now), row.paused_at))
    due = _pushed(row.due_at, gap, row.span, calendar)
    return replace(row, due_at=due, paused_at=None, pauses=(*row.pauses, gap))


def stop(row: ClockRow, *, now: datetime, calendar: Calendar) -> ClockRow:
    """The work is done; a pause that was still open ends with it."""
    return row if row.stopped_at else replace(resume(row, now=now, calendar=calendar), stopped_at=_utc(now))


def recompute(row: ClockRow, span: Span, *, now: datetime, calendar: Calendar) -> ClockRow:
    """The clock under another span, or under a calendar newly published: the future changes, never the past.

    Counted from the start with all pauses. A clock that has stopped or is already late keeps its
    deadline, and a deadline that would have been in the past is now: nobody was late before the class
    was changed.
    """
    at = row.paused_at or _utc(now)
    if row.stopped_at or row.due_at <= at:
        return row
    due = deadline(row.started_at, span, calendar)
    for gap in row.pauses:
        due = _pushed(due, gap, span, calendar)
    return replace(row, span=span, due_at=max(due, at))


def capped(row: ClockRow, limit: datetime | None) -> ClockRow:
    """The clock under somebody else's due time, which overrides ours when it is earlier."""
    return row if limit is None or row.stopped_at else replace(row, due_at=min(row.due_at, _utc(limit)))


def lateness(row: ClockRow, *, now: datetime) -> timedelta:
    """How late the clock is, or was when it stopped; a standing clock does not grow later."""
    return late_by(row.due_at, row.stopped_at or row.paused_at or now)


def _pushed(due: datetime, gap: tuple[datetime, datetime], span: Span, calendar: Calendar) -> datetime:
    # A pause that begins after the breach does not mend it.
    if due <= gap[0]:
        return due
    return add(due, remaining(*gap, span.calendar, calendar), span.calendar, calendar)


def _length(span: Span, calendar: Calendar) -> timedelta:
    if span.calendar == "service":
        a_day = timedelta(minutes=calendar.service_hours.end - calendar.service_hours.start)
        return span.days * a_day + timedelta(seconds=span.seconds)
    return timedelta(days=span.days, seconds=span.seconds)


def _working_days_later(start: datetime, days: int, calendar: Calendar) -> datetime:
    local = _utc(start).astimezone(calendar.zone)
    later = (day for day in _days(local.date() + timedelta(days=1)) if is_working_day(day, calendar))
    day = next(day for nth, day in enumerate(later, start=1) if nth == days)
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def _windows(moment: datetime, kind: Kind, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches of the calendar from the moment's own day on."""
    hours = calendar.service_hours if kind == "service" else calendar.working_hours
    for day in _days(moment.astimezone(calendar.zone).date()):
        if kind == "service" or is_working_day(day, calendar):
            yield _window(day, hours, calendar.zone)


@lru_cache(maxsize=1 << 13)
def _window(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Kept: every walk through a calendar asks for the same few weeks again."""
    return moment_of(day, hours.start, zone), moment_of(day, hours.end, zone)


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range(HORIZON_DAYS))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)
