"""At which moments a running clock is warned of: per cent of its own time, pauses left out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.clocks import Calendar, ClockRow, add, remaining

# 100 is the breach, which has a timer of its own.
MARKS = (50, 80, 150, 200)


def next_mark(row: ClockRow, *, now: datetime, calendar: Calendar) -> tuple[int, datetime] | None:
    """The mark to be told next, and its moment; None where the clock stands or all has been told.

    Of several that have passed meanwhile only the last is told: the others are no news any more.
    """
    if row.stopped_at is not None or row.paused_at is not None:
        return None
    ran = _ran(row, calendar)
    if ran.whole <= timedelta(0):
        return None
    passed = None
    for mark in (each for each in MARKS if each > row.warned):
        moment = _moment_of(row, mark, ran, calendar)
        if moment > now:
            return passed or (mark, moment)
        passed = (mark, moment)
    return passed


def moment_of(row: ClockRow, mark: int, calendar: Calendar) -> datetime | None:
    """When so many per cent of the clock's calendar time have run; None for a clock without any time."""
    ran = _ran(row, calendar)
    return _moment_of(row, mark, ran, calendar) if ran.whole > timedelta(0) else None


@dataclass(frozen=True, slots=True)
class Ran:
    """When a clock ran: begin and calendar time of each stretch before a pause, the begin of the last, open
    one, and all calendar time before the deadline.
    """

    closed: list[tuple[datetime, timedelta]]
    last: datetime
    whole: timedelta


def _ran(row: ClockRow, calendar: Calendar) -> Ran:
    kind, begin, closed = row.span.calendar, row.started_at, []
    for paused, resumed in row.pauses:
        closed.append((begin, remaining(begin, paused, kind, calendar)))
        begin = resumed
    before = [
        room if row.due_at >= begin else min(room, remaining(since, row.due_at, kind, calendar))
        for since, room in closed
    ]
    return Ran(closed, begin, sum(before, remaining(begin, row.due_at, kind, calendar)))


def _moment_of(row: ClockRow, mark: int, ran: Ran, calendar: Calendar) -> datetime:
    found = _walked(row, ran.whole * mark / 100, ran, calendar)
    # A span in working days ends at the hour it began, which may lie outside the working hours.
    return min(found, row.due_at) if mark < 100 else max(found, row.due_at)


def _walked(row: ClockRow, amount: timedelta, ran: Ran, calendar: Calendar) -> datetime:
    for begin, room in ran.closed:
        if amount <= room:
            return add(begin, amount, row.span.calendar, calendar)
        amount -= room
    return add(ran.last, amount, row.span.calendar, calendar)
