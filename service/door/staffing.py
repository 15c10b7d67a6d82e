"""Who could be asked, as the read brought it: levels get their persons, the log says who stepped in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.door.seen import Row, Seen, barred_always
from workflows.catalog import BARRING
from workflows.engine import Decision
from workflows.ladder import Level
from workflows.seating import UNFILLED, Instead, Relative, Staff, seated

Json = dict[str, Any]
ASKED_INSTEAD = ("tell_desk:admin", "approval.fallback")
NO_LEVEL = (Level("fallback", (UNFILLED,)),)


def seated_for(
    seen: Seen, decision: Decision, levels: Sequence[Level]
) -> tuple[tuple[Level, ...], tuple[Instead, ...]]:
    """Never nobody. Where the policy asks for no level at all, there is one with the fallback desk."""
    staff, barred = staff_of(seen.row), bars_of(seen, decision)
    return seated(levels or NO_LEVEL, staff, barred)


def staff_of(row: Row) -> Staff:
    found = row.get("staff") or {}
    superiors = {each["steps"]: _relative(each["who"]) for each in found.get("superiors") or ()}
    desks = {desk: frozenset(persons) for desk, persons in (found.get("desks") or {}).items()}
    steward = found.get("steward")
    return Staff(desks, superiors, _relative(steward) if steward else None)


def people_of(row: Row) -> Iterator[Mapping[str, Any]]:
    """Whoever a level asks by name, as an answer shows them."""
    found = row.get("staff") or {}
    yield from (each["who"] for each in (found.get("returned"), *(found.get("superiors") or ())) if each)
    named = (*(found.get("named") or ()), *(row.get("signers") or ()))
    yield from (each for each in (found.get("steward"), *named) if each)


def _relative(each: Mapping[str, Any]) -> Relative:
    return each["id"], each["person"]


def bars_of(seen: Seen, decision: Decision) -> frozenset[str]:
    """Who may not vote in the round that begins: who changes something with this very move among them."""
    barred = barred_always(seen.row, seen.case.submitter)
    changes = decision.move.trigger in BARRING[seen.workflow.name]
    return barred | seen.actor.persons if changes else barred


def said_of(instead: Sequence[Instead]) -> Json:
    """What stands in the event beside what was said."""
    named = [{"level": each.level, "desk": each.desk, "why": each.why} for each in instead]
    return {"fallback": named} if named else {}


def told_of(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said.get("fallback"):
        yield ASKED_INSTEAD
