"""Dates, times and durations as they come over the wire."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from schemas import sentences
from schemas.house import HouseField, Shape, wrong

When = Literal["future", "past", "today_or_later", "within_30_days"]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,12}))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_N = "[0-9]{1,6}"
_TIME = f"T({_N}H({_N}M)?({_N}S)?|{_N}M({_N}S)?|{_N}S)"
# The same forms and limits as the clocks that will count them.
DURATION = f"^P([0-9]{{1,4}}[WD]|{_TIME})$"
MOST_DAYS = timedelta(days=3660)
MOST_TIME = timedelta(hours=366 * 24)
_PART = re.compile(r"([0-9]+)([WDHMS])")
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
CALENDARS = ("elapsed", "service", "working")
_CLOCK_TIME = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


class LocalDate(HouseField[date]):
    """A day of the office's calendar; `when` is kept by `schemas.when.check_times`."""

    def __init__(self, *, when: When | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.when = when

    def taken(self, value: Any) -> date:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise wrong(sentences.NOT_A_DATE)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise wrong(sentences.NOT_A_DATE) from None
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise wrong(sentences.YEAR_RANGE)
        return day

    def shape(self) -> Shape:
        return {"type": "string", "format": "date"}


class Moment(HouseField[datetime]):
    """An instant, given with its offset, kept in UTC; `when` is kept by `schemas.when.check_times`."""

    def __init__(self, *, when: When | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.when = when

    def taken(self, value: Any) -> datetime:
        found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise wrong(sentences.NOT_A_MOMENT)
        # Outside these years an offset or a deadline added later would leave the range of dates.
        if not f"{_FIRST_YEAR}" <= value[:4] <= f"{_LAST_YEAR}":
            raise wrong(sentences.YEAR_RANGE)
        day, clock, fraction, offset = found.groups(default="")
        try:
            return datetime.fromisoformat(f"{day}T{clock}.{fraction[:6]:0<6}{offset.upper()}").astimezone(UTC)
        except ValueError:
            raise wrong(sentences.NOT_A_MOMENT) from None

    def shape(self) -> Shape:
        return {"type": "string", "format": "date-time"}


class Duration(HouseField[str]):
    """ISO 8601 in weeks, days, hours, minutes and seconds; kept as written."""

    def taken(self, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(DURATION[1:-1], value):
            raise wrong(sentences.NOT_A_DURATION)
        if parse_duration(value) > (MOST_TIME if "T" in value else MOST_DAYS):
            raise wrong(sentences.DURATION_TOO_LONG)
        return value

    def shape(self) -> Shape:
        return {"type": "string", "pattern": DURATION}


class Term(HouseField[Any]):
    """A duration of a policy: `"P7D"` (elapsed), or with the calendar that counts it. Kept as written."""

    def taken(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return Duration().taken(value)
        if set(value) != {"for", "calendar"} or value["calendar"] not in CALENDARS:
            raise wrong(sentences.NOT_A_TERM)
        length = Duration().taken(value["for"])
        if value["calendar"] == "working" and length.endswith("W"):
            raise wrong(sentences.WEEKS_OF_WORK)
        return dict(value)

    def shape(self) -> Shape:
        length = Duration().shape()
        spelled = {
            "type": "object",
            "properties": {"for": length, "calendar": {"type": "string", "enum": list(CALENDARS)}},
            "required": ["for", "calendar"],
            "additionalProperties": False,
        }
        return {"anyOf": [length, spelled]}


class ClockTime(HouseField[str]):
    """HH:MM of the office's day, up to 24:00."""

    def taken(self, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(_CLOCK_TIME[1:-1], value):
            raise wrong(sentences.NOT_SHAPED)
        return value

    def shape(self) -> Shape:
        return {"type": "string", "pattern": _CLOCK_TIME}


def parse_duration(text: str) -> timedelta:
    """The length that a `Duration` names."""
    return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(text)))


def written(moment: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
