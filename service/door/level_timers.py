"""The time a level has: reminders on its way and the end of it, armed with the duties that it asks for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from service.door.timing import SOON
from workflows.clocks import Calendar, ClockRow
from workflows.ladder import Level
from workflows.marks import moment_of

Json = dict[str, Any]
LEVEL: Final = "level:"
REMINDER: Final = "remind_level_"
# Per cent of its time after which whoever is asked is reminded.
REMINDED: Final = (50, 80)


def is_level(kind: str) -> bool:
    return kind.startswith((LEVEL, REMINDER))


def level_timers(
    level: Level,
    position: int,
    begun: Iterable[Mapping[str, Any]],
    kept: Iterable[datetime],
    calendar: Calendar,
    now: datetime,
) -> list[Json]:
    """Of a level that asks: its end is that of the duty due first; those newly asked are reminded."""
    dues = [each["due_at"] for each in begun]
    if level.timeout is None or not dues:
        return []
    row = ClockRow("level", now, max(dues), level.timeout)
    moments = ((n, moment_of(row, mark, calendar)) for n, mark in enumerate(REMINDED, 1))
    reminders = [{"kind": f"{REMINDER}{n}", "due_at": max(at, now + SOON)} for n, at in moments if at]
    return [*reminders, {"kind": f"{LEVEL}{position}", "due_at": max(min([*dues, *kept]), now + SOON)}]
