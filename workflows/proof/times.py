"""Whether durations of different calendars fit into each other, whenever they may begin."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from workflows.clocks import Calendar, Span, deadline
from workflows.hours import Hours, parse_hours

# A week without holidays, from a Monday; every day of it is a beginning, at the hour when work opens.
MONDAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
SERVICE, WORKING = ("08:00", "20:00"), ("09:00", "18:00")


def calendar_of(body: Mapping[str, Any]) -> Calendar:
    hours = body.get("hours", {})
    service = parse_hours(hours.get("service") or SERVICE)
    working = parse_hours(hours.get("working") or WORKING)
    return Calendar(ZoneInfo("UTC"), service_hours=service, working_hours=working)


def fits(parts: Sequence[Span], whole: Span, calendar: Calendar) -> bool:
    """One part after another ends no later than the whole, on whichever day of the week they begin."""
    opens: Hours = calendar.working_hours
    begins = (MONDAY + timedelta(days=day, minutes=opens.start) for day in range(7))
    return all(_after(parts, begin, calendar) <= deadline(begin, whole, calendar) for begin in begins)


def _after(parts: Sequence[Span], begin: datetime, calendar: Calendar) -> datetime:
    for part in parts:
        begin = deadline(begin, part, calendar)
    return begin
