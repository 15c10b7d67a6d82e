"""At which moments a running clock is warned of: per cent of its own time, pauses left out."""

from collections.abc import Iterator
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
    passed = None
    # One after the other: the marks lie in order, and each moment takes a walk through the calendar.
    for mark in (each for each in MARKS if each > row.warned):
        moment = moment_of(row, mark, calendar)
        if moment is None or moment > now:
            return passed or (None if moment is None else (mark, moment))
        passed = (mark, moment)
    return passed


def moment_of(row: ClockRow, mark: int, calendar: Calendar) -> datetime | None:
    """When so many per cent of the clock's calendar time have run; None for a clock without any time."""
    whole = sum((_between(begin, end, row, calendar) for begin, end in _stretches(row)), timedelta(0))
    if whole <= timedelta(0):
        return None
    found = _walked(row, whole * mark / 100, calendar)
    # A span in working days ends at the hour it began, which may lie outside the working hours.
    return min(found, row.due_at) if mark < 100 else max(found, row.due_at)


def _between(begin: datetime, end: datetime | None, row: ClockRow, calendar: Calendar) -> timedelta:
    """The calendar time of a stretch before the deadline."""
    until = row.due_at if end is None else min(end, row.due_at)
    return remaining(begin, until, row.span.calendar, calendar)


def _walked(row: ClockRow, amount: timedelta, calendar: Calendar) -> datetime:
    kind = row.span.calendar
    for begin, end in _stretches(row):
        room = None if end is None else remaining(begin, end, kind, calendar)
        if room is None or amount <= room:
            return add(begin, amount, kind, calendar)
        amount -= room
    raise AssertionError("the last stretch has no end")


def _stretches(row: ClockRow) -> Iterator[tuple[datetime, datetime | None]]:
    """When the clock ran: between its pauses, the last one on and on."""
    begin = row.started_at
    for paused, resumed in row.pauses:
        yield begin, paused
        begin = resumed
    yield begin, None
