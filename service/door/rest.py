"""What waits while a ticket is suspended (挂起): its timers, held with the time they had left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.door.level_timers import is_level
from service.door.seen import Seen, moment
from service.door.timing import SOON, Clocks, armed, calendar_of, stopped
from service.policy import timer_span
from workflows.case import Case
from workflows.clocks import Kind, add, remaining
from workflows.engine import Decision

Json = dict[str, Any]
RESUME = "resume_ticket"
# These follow their clock: it runs on, or it is paused and arms them anew.
OF_CLOCKS = ("clock:", "warn:")


@dataclass(frozen=True, slots=True)
class Held:
    """What a move of a suspended ticket does to its timers, and to the rest itself."""

    ticket: Json
    stop: list[str]
    timers: list[Json]


def held_back(
    seen: Seen, decision: Decision, after: Case, clocks: Clocks, *levels: list[Json] | None, fired: str | None
) -> Held:
    """The timers of a move, with those of the `levels` asked by it; of a suspended ticket's they wait."""
    ended, asked = asked_levels(seen, *levels)
    stop = list(dict.fromkeys([*stopped(seen, decision, clocks, fired), *ended]))
    timers = [*armed(seen, decision, after, clocks), *asked]
    if seen.ticket["suspended"] is None:
        return Held({}, stop, timers)
    return _hold(seen, decision, stop, timers)


def asked_levels(seen: Seen, *levels: list[Json] | None) -> tuple[list[str], list[Json]]:
    """Kinds of timers that end and timers that begin, where a level is asked anew; else neither."""
    begun = [timers for timers in levels if timers is not None]
    kinds = [each["kind"] for each in seen.row["timers"] or () if is_level(each["kind"])]
    return (kinds if begun else []), [each for timers in begun for each in timers]


def _hold(seen: Seen, decision: Decision, stop: list[str], timers: list[Json]) -> Held:
    """What happened outside still moves the ticket; what that arms waits too. An end ends the rest."""
    rest = seen.ticket["suspended"]
    if decision.dest.is_end:
        return Held({"suspended": None}, stop, [])
    begun = [each for each in timers if not follows_clock(each["kind"])]
    waiting = {} if decision.enters else {each["kind"]: each for each in rest["held"]}
    waiting |= {each["kind"]: each for each in held(seen, begun, decision.dest.name)}
    changed = {"suspended": {**rest, "held": list(waiting.values())}} if decision.enters or begun else {}
    kept = [kind for kind in stop if kind != RESUME]
    return Held(changed, kept, [each for each in timers if follows_clock(each["kind"])])


def follows_clock(kind: str) -> bool:
    return kind.startswith(OF_CLOCKS)


def held(seen: Seen, timers: Iterable[Mapping[str, Any]], state: str) -> list[Json]:
    """In seconds of the calendar that counts each: a night takes nothing from a working hour."""
    now, calendar = seen.case.now, calendar_of(seen)
    return [
        {
            "kind": each["kind"],
            "due_at": (due := _due(each)),
            "calendar": (kind := _calendar_kind(seen, each["kind"], state)),
            "left": int(remaining(now, due, kind, calendar).total_seconds()),
        }
        for each in timers
    ]


def _due(timer: Mapping[str, Any]) -> datetime:
    due = timer["due_at"]
    return due if isinstance(due, datetime) else moment(due)


def _calendar_kind(seen: Seen, kind: str, state: str) -> Kind:
    book = seen.case.ladder
    if is_level(kind) and book.position < len(book.levels):
        span = book.levels[book.position].timeout
    else:
        span = timer_span(seen.case.policy, state, kind, seen.case.urgency)
    return span.calendar if span else "elapsed"


def rearmed(seen: Seen) -> list[Json]:
    """A pause gives back the time that was left; without one what has become due fires at once."""
    rest, now, calendar = seen.ticket["suspended"], seen.case.now, calendar_of(seen)
    return [
        {
            "kind": each["kind"],
            "due_at": max(
                add(now, timedelta(seconds=each["left"]), each["calendar"], calendar)
                if rest["pauses"]
                else _due(each),
                now + SOON,
            ),
        }
        for each in rest["held"]
    ]
