"""Moments as the rules meet them: the office's day, spans of a policy, how long ago something was."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflows.case import Case
from workflows.clocks import parse_span
from workflows.hours import Hours, parse_hours

ALL_DAY = ("00:00", "24:00")


def zone(case: Case) -> ZoneInfo:
    return ZoneInfo(case.facts.get("zone") or "Asia/Shanghai")


def office_day(case: Case) -> date:
    """The office's day."""
    return case.now.astimezone(zone(case)).date()


def end_of(day: date, case: Case) -> datetime:
    """The midnight with which the day is over in the office."""
    return datetime.combine(day + timedelta(days=1), time(), zone(case))


def calling_hours(case: Case) -> Hours:
    """When people may be called; a policy without hours allows the whole day."""
    return parse_hours(case.policy.get("hours", {}).get("calling") or ALL_DAY)


def elapsed(raw: Any) -> timedelta:
    """A span of the policy as plain time: rules know no calendar, only timers and clocks do."""
    span = parse_span(raw)
    return timedelta(days=span.days, seconds=span.seconds)


def within(case: Case, since: datetime | None, most: timedelta) -> bool:
    """Whether that moment is there and no longer ago than this."""
    return since is not None and case.now - since <= most
