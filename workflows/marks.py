"""At which moments a running clock is warned of: per cent of its own time, pauses left out."""

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
    passed = None
    for mark in (each for each in MARKS if each > row.warned):
        moment = _moment_of(row, mark, ran, calendar)
        if moment is None or moment > now:
            return passed or (None if moment is None else (mark, moment))
        passed = (mark, moment)
    return passed


def moment_of(row: ClockRow, mark: int, calendar: Calendar) -> datetime | None:
    """When so many per cent of the clock's calendar time have run; None for a clock without any time."""
    return _moment_of(row, mark, _ran(row, calendar), calendar)


# Begin and calendar time of the stretches between the pauses, in order, and the begin of the last, open one.
Ran = tuple[list[tuple[datetime, timedelta]], datetime]


def _ran(row: ClockRow, calendar: Calendar) -> Ran:
    closed, begin = [], row.started_at
    for paused, resumed in row.pauses:
        closed.append((begin, remaining(begin, paused, row.span.calendar, calendar)))
        begin = resumed
    return closed, begin


def _moment_of(row: ClockRow, mark: int, ran: Ran, calendar: Calendar) -> datetime | None:
    whole = _whole(row, ran, calendar)
    if whole <= timedelta(0):
        return None
    found = _walked(row, whole * mark / 100, ran, calendar)
    # A span in working days ends at the hour it began, which may lie outside the working hours.
    return min(found, row.due_at) if mark < 100 else max(found, row.due_at)


def _whole(row: ClockRow, ran: Ran, calendar: Calendar) -> timedelta:
    """All calendar time of the clock before its deadline, pauses left out; a pause may begin after it."""
    closed, last = ran
    kind, due = row.span.calendar, row.due_at
    if due < last:
        return sum((min(room, remaining(begin, due, kind, calendar)) for begin, room in closed), timedelta(0))
    return sum((room for _, room in closed), remaining(last, due, kind, calendar))


def _walked(row: ClockRow, amount: timedelta, ran: Ran, calendar: Calendar) -> datetime:
    closed, last = ran
    for begin, room in closed:
        if amount <= room:
            return add(begin, amount, row.span.calendar, calendar)
        amount -= room
    return add(last, amount, row.span.calendar, calendar)
