"""A clock on its way: at each mark those hear of it who can still help, and each mark is told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, LiteralString

from service.door.timing import SOON, calendar_for
from service.jobs import NewEffect, add_effect
from service.transaction import Row, Work, transaction
from service.usecases.timers.breach_clock import END
from service.usecases.timers.due_timers import Due
from service.usecases.timers.remind import DUTIES, tell_duties
from workflows.clocks import ClockRow, parse_span
from workflows.marks import next_mark

WARN: Final = "warn:"
# At 50 per cent it is told to whose duty it is; the breach itself lies between 80 and 150.
DESK_OF: Final = {80: "supervisor", 150: "pm", 200: "city"}


def warn_clock(due: Due) -> str:
    """One timer walks along the marks. What was told is kept with the clock, so a mark is told once."""
    with transaction() as work:
        # The clock's row first, as every move takes them: so none of the two waits for the other for ever.
        found = work.sql.one(CLOCK, {"ticket": due.ticket, "name": due.kind.removeprefix(WARN)})
        return "gone" if found is None else _walk(work, due, found)


def _walk(work: Work, due: Due, found: Row) -> str:
    clock, now = _clock(found), found["at"]
    calendar = calendar_for(found["zone"], str(found["policy_id"]))
    mark = next_mark(clock, now=now, calendar=calendar)
    if mark is None:
        return _moved(work, due, None) or "cancelled"
    if mark[1] > now:
        return _moved(work, due, mark[1]) or "again"
    following = next_mark(replace(clock, warned=mark[0]), now=now, calendar=calendar)
    gone = _moved(work, due, max(following[1], now + SOON) if following else None)
    if gone:
        return gone
    work.sql.execute(TOLD, {"ticket": due.ticket, "name": clock.name, "mark": mark[0]})
    for effect in _told(work, due, found["version"], clock.name, mark[0]):
        add_effect(work.sql, effect)
    return "warned"


def _moved(work: Work, due: Due, at: datetime | None) -> str:
    """The timer goes on to its next mark, or ends; the word `gone` where somebody else has had it."""
    told = {"id": due.id, "was": due.due_at, "at": at}
    return "" if work.sql.one(END if at is None else GO_ON, told) else "gone"


def _told(work: Work, due: Due, seq: int, name: str, mark: int) -> Iterator[NewEffect]:
    about = f"clock.{name}.{mark}"
    desk = DESK_OF.get(mark)
    if desk is None:
        yield from tell_duties(due, seq, work.sql.all(DUTIES, [due.ticket]), about=about)
    else:
        key = f"timer:{due.id}:{about}"
        yield NewEffect("tell_desk", key, due.ticket, seq, argument=desk, more={"about": about})


def _clock(row: Row) -> ClockRow:
    pauses: list[Any] = row["pauses"]
    moments = tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in pauses)
    return ClockRow(
        name=row["name"],
        started_at=row["started_at"],
        due_at=row["due_at"],
        span=parse_span(row["span"]),
        paused_at=row["paused_at"],
        stopped_at=row["stopped_at"],
        pauses=moments,
        warned=row["warned"],
    )


CLOCK: LiteralString = """
SELECT c.name, c.span, c.started_at, c.due_at, c.paused_at, c.stopped_at, c.pauses, c.warned,
       t.version, t.policy_id, o.zone, guanjia_now() AS at
  FROM clock c JOIN ticket t ON t.id = c.ticket_id JOIN office o ON o.id = t.office_id
 WHERE c.ticket_id = %(ticket)s AND c.name = %(name)s FOR UPDATE OF c
"""
GO_ON: LiteralString = """
UPDATE timer SET due_at = %(at)s, taken_until = NULL
 WHERE id = %(id)s AND status = 'armed' AND due_at = %(was)s RETURNING id
"""
TOLD: LiteralString = "UPDATE clock SET warned = %(mark)s WHERE ticket_id = %(ticket)s AND name = %(name)s"
