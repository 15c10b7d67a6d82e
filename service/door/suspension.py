"""Suspending a ticket and going on with it, as plans: the state stays, work and timers wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.door import effects, handing, rest, timing
from service.door.plan import Plan
from service.door.seen import Seen, moment
from workflows.case import Form
from workflows.clocks import Calendar, Kind, add, remaining

Json = dict[str, Any]


def plan_suspend(seen: Seen, form: Form, *, pauses: bool) -> Plan:
    """Clocks stand still only for a code that pauses them, and only from now on."""
    case, until = seen.case, form.get("until")
    armed = seen.row["timers"] or ()
    waiting = [each for each in armed if not rest.follows_clock(each["kind"])]
    clocks = timing.paused_clocks(seen) if pauses else timing.Clocks((), ())
    outdated = [each["kind"] for each in armed if pauses and rest.follows_clock(each["kind"])]
    suspended = {
        "code": form["code"],
        "pauses": pauses,
        "reason": form["reason"],
        "since": case.now,
        "until": until,
        "by": seen.actor.account,
        "held": rest.held(seen, waiting, case.state),
    }
    return Plan(
        trigger="suspend_ticket",
        source=case.state,
        dest=case.state,
        seq=case.version + 1,
        at=case.now,
        ticket={"suspended": suspended} | timing.ticket_due(clocks),
        details={},
        form=dict(form),
        stop=[*(each["kind"] for each in waiting), *outdated],
        timers=[{"kind": rest.RESUME, "due_at": until}] if until else [],
        clocks=[timing.clock_row(row) for row in clocks.changed],
    )


def plan_resume(seen: Seen, form: Form, *, fired: str | None = None) -> Plan:
    """Deadlines are counted anew, timers get the time they had left."""
    case = seen.case
    clocks = timing.resumed_clocks(seen) if timing.pauses(seen) else timing.Clocks((), ())
    return Plan(
        trigger=rest.RESUME,
        source=case.state,
        dest=case.state,
        seq=case.version + 1,
        at=case.now,
        ticket={"suspended": None} | timing.ticket_due(clocks),
        details={},
        form=dict(form),
        items=_later(seen, clocks) if timing.pauses(seen) else [],
        outbox=effects.rows(seen.ticket, handing.waiting(seen), case.version + 1, case.now),
        stop=[rest.RESUME],
        fired=fired,
        timers=[*timing.watching(clocks.changed, case.now, timing.calendar_of(seen)), *rest.rearmed(seen)],
        clocks=[timing.clock_row(row) for row in clocks.changed],
    )


def _later(seen: Seen, clocks: timing.Clocks) -> list[Json]:
    """Open duties are due later: with their clock, or by the calendar time of the rest."""
    return [_due_later(seen, item, clocks) for item in seen.row["items"] or ()]


def _due_later(seen: Seen, item: Mapping[str, Any], clocks: timing.Clocks) -> Json:
    state = seen.workflow.by_state[seen.case.state]
    named = [row.due_at for row in clocks.changed if row.name in state.clocks]
    by_clock = min(named, default=None) if item["kind"] == "task" else None
    return {
        "id": item["id"],
        "status": item["status"],
        "holder": (item["holder"] or {}).get("id"),
        "ended_at": None,
        "decision": None,
        "decided_by": None,
        "decided_by_person": None,
        "due_at": by_clock or _pushed(seen, item),
        "offered_to": item["offered_to"],
    }


def _pushed(seen: Seen, item: Mapping[str, Any]) -> datetime:
    """A duty that was late before the rest stays as late as it was; one that came during it begins now."""
    since = max(moment(seen.ticket["suspended"]["since"]), moment(item["created_at"]))
    due, now, calendar = moment(item["due_at"]), seen.case.now, timing.calendar_of(seen)
    return due if due <= since else _by(due, since, now, _kind(seen, item), calendar)


def _by(due: datetime, since: datetime, now: datetime, kind: Kind, calendar: Calendar) -> datetime:
    return add(due, remaining(since, now, kind, calendar), kind, calendar)


def _kind(seen: Seen, item: Mapping[str, Any]) -> Kind:
    levels = seen.case.ladder.levels
    span = levels[item["level"]].timeout if item["level"] is not None and levels else None
    return span.calendar if span else "elapsed"
