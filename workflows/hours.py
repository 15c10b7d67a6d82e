"""Hours of the day as a policy writes them: when people may be called, and in which half of the day.

Hours are half-open and in the office's wall-clock time: 09:00 is inside, 20:00 no longer. They
may run over midnight (22:00 to 06:00); equal ends, and 00:00 to 24:00 or 23:59, are the whole
day. The day is split at noon: 上午 is before 12:00, 下午 from then on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

NOON = 12 * 60
MIDNIGHT = 24 * 60
TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)

HalfDay = tuple[date, Literal["am", "pm"]]


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes after midnight, `start` inside and `end` outside; `start` above `end` runs over midnight."""

    start: int
    end: int

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """The hours as stretches of one calendar day, in order."""
        if self.start < self.end:
            return ((self.start, self.end),)
        if self.start == self.end:
            return ((0, MIDNIGHT),)
        return tuple(piece for piece in ((0, self.end), (self.start, MIDNIGHT)) if piece[0] < piece[1])


def parse_hours(raw: object) -> Hours:
    """`["09:00", "20:00"]` of a policy; ValueError for anything else."""
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) != 2:
        raise ValueError("hours are two times such as 09:00 and 20:00")
    start, end = (_minute(text) for text in raw)
    # Who writes 23:59 means the end of the day, not a minute without calls.
    return Hours(start % MIDNIGHT, MIDNIGHT if end == MIDNIGHT - 1 else end)


def _minute(text: object) -> int:
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is no time such as 09:00")
    return int(match[1]) * 60 + int(match[2]) if match[1] else MIDNIGHT


def calling_window(now: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether `now` lies inside the hours."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in hours.pieces)


def next_allowed_hour(now: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """`now` when it lies inside the hours, else the moment they open next."""
    if calling_window(now, hours, zone):
        return now
    today = now.astimezone(zone).date()
    openings = (moment_of(day, start, zone) for day in _days(today) for start, _ in hours.pieces)
    return next(opening for opening in openings if opening > now)


def half_day(moment: datetime, zone: ZoneInfo) -> HalfDay:
    """The half-day a moment lies in, split at noon."""
    local = moment.astimezone(zone)
    return local.date(), "am" if local.hour < 12 else "pm"


def next_half_day(moment: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """The first moment inside the hours that lies in a later half-day than `moment` does."""
    day, half = half_day(moment, zone)
    done_until = moment_of(day, NOON if half == "am" else MIDNIGHT, zone)
    return next(start for start in _half_starts(day, hours, zone) if start >= done_until)


def _half_starts(first: date, hours: Hours, zone: ZoneInfo) -> Iterator[datetime]:
    for day in _days(first):
        for half_start, half_end in ((0, NOON), (NOON, MIDNIGHT)):
            for start, end in hours.pieces:
                if max(start, half_start) < min(end, half_end):
                    yield moment_of(day, max(start, half_start), zone)


def _days(first: date) -> Iterator[date]:
    """Enough days to meet any hours once more: nothing here looks past the day after tomorrow."""
    return (first + timedelta(days=ahead) for ahead in range(4))


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of that day on the wall clock, as UTC; minute 1440 is the midnight after it."""
    midnight = datetime(day.year, day.month, day.day)
    return (midnight + timedelta(minutes=minute)).replace(tzinfo=zone).astimezone(UTC)
