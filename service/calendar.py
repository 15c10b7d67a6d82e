"""The working days of an office: the State Council's list as data, weekends alone where none is out yet.

Source for 2026: 国务院办公厅关于2026年部分节假日安排的通知 of 2025-11-04. The next year's notice
comes out in November or December; adding it is one more entry of `YEARS`. Deadlines that cross into a
year without one are provisional (`workflows.clocks.provisional`) and are counted anew once it
stands here. Packages are no substitute: they mark unpublished years as estimates or lack the
make-up days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from workflows.clocks import Calendar
from workflows.hours import parse_hours

DEFAULT_HOURS: Mapping[str, Sequence[str]] = {"service": ("08:00", "20:00"), "working": ("09:00", "18:00")}


@dataclass(frozen=True, slots=True)
class YearNotice:
    """What one notice says: stretches of days off (first, last) and the weekend days worked in return."""

    off: tuple[tuple[date, date], ...]
    make_up: tuple[date, ...]


YEARS: Mapping[int, YearNotice] = {
    2026: YearNotice(
        off=(
            (date(2026, 1, 1), date(2026, 1, 3)),
            (date(2026, 2, 15), date(2026, 2, 23)),
            (date(2026, 4, 4), date(2026, 4, 6)),
            (date(2026, 5, 1), date(2026, 5, 5)),
            (date(2026, 6, 19), date(2026, 6, 21)),
            (date(2026, 9, 25), date(2026, 9, 27)),
            (date(2026, 10, 1), date(2026, 10, 7)),
        ),
        make_up=(
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ),
    ),
}


def office_calendar(
    zone: str, hours: Mapping[str, Sequence[str]] | None = None, *, years: Mapping[int, YearNotice] = YEARS
) -> Calendar:
    """The calendar of an office; `hours` are a policy's, of which `service` and `working` may be left out."""
    stretches = {**DEFAULT_HOURS, **(hours or {})}
    return Calendar(
        zone=ZoneInfo(zone),
        service_hours=parse_hours(stretches["service"]),
        working_hours=parse_hours(stretches["working"]),
        off=frozenset(day for notice in years.values() for day in _days_off(notice)),
        make_up=frozenset(day for notice in years.values() for day in notice.make_up),
        known_years=frozenset(years),
    )


def _days_off(notice: YearNotice) -> Iterator[date]:
    for first, last in notice.off:
        yield from (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
