"""Return mode B: sent back to whoever returned it, a slip that nobody changed keeps what was decided before.

Never a way around a signer: the same levels with the same signers, each passed by votes for this very
content, none of them by somebody who is barred by now. Else everything is asked anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.db import new_id
from service.door.asking import content_of
from service.door.seen import Row, Seen
from service.door.staffing import bars_of, staff_of
from workflows.case import Case
from workflows.engine import Decision
from workflows.ladder import Level, Outcome, Vote, level_from, outcome

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """Where the new round begins, its levels, the votes that still count, and what the log says of it.

    `held` maps the returner's seat to the account it is kept for.
    """

    position: int
    levels: tuple[Level, ...]
    votes: list[Json] = field(default_factory=list)
    said: Json = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)


def carried(seen: Seen, decision: Decision, after: Case, levels: Sequence[Level]) -> Carried:
    """The round to come: from the returner's level on, or from the first."""
    anew = Carried(0, tuple(levels))
    returned = (seen.row.get("staff") or {}).get("returned")
    back = next((each for each in seen.row["votes"] or () if each["decision"] == "return"), None)
    if not returned or not returned["to_me"] or back is None or returned["source"] != after.state:
        return anew
    before = tuple(level_from(rule) for rule in seen.row["levels"] or ())
    same = [replace(level, added=()) for level in before] == list(levels)
    if not same or content_of(seen.workflow, after).hex() != returned["content"]:
        return anew
    bars = bars_of(seen, decision)
    if not _decided(seen.row, before[: back["level"]], bars):
        return anew
    return _from(seen, before, levels, back, _keeps(returned["who"], levels, back, seen, bars))


def _decided(row: Row, levels: Sequence[Level], bars: frozenset[str]) -> bool:
    """Each of these levels passed, by persons who still may decide."""
    votes = [each for each in row["votes"] or () if each["level"] < len(levels)]
    persons = {each[who] for each in votes for who in ("person", "hand")}
    passed = (outcome(level, _cast(votes, n)) is Outcome.PASSED for n, level in enumerate(levels))
    return not persons & bars and all(passed)


def _cast(votes: Sequence[Row], position: int) -> list[Vote]:
    here = (each for each in votes if each["level"] == position)
    return [
        Vote(each["person"], each["seat"], "approve" if each["decision"] == "approve" else "refuse")
        for each in here
    ]


def _keeps(who: Row, levels: Sequence[Level], back: Row, seen: Seen, bars: frozenset[str]) -> dict[int, str]:
    """The returner's own seat, while they hold its desk; a signer's who had joined is not asked again."""
    level, seat = levels[back["level"]], back["seat"]
    if seat >= len(level.seats) or level.seats[seat].desk is None:
        return {}
    able = staff_of(seen.row).of(level.seats[seat]) - bars
    return {seat: who["id"]} if who["person"] in able else {}


def _from(
    seen: Seen, before: Sequence[Level], levels: Sequence[Level], back: Row, held: dict[int, str]
) -> Carried:
    """Earlier levels as they were, with whoever had joined them; the returner's and later ones anew."""
    position, number = back["level"], seen.case.round + 1
    votes = [_vote(each, number) for each in seen.row["votes"] or () if each["level"] < position]
    names = [level.name for level in before[:position]]
    said = {"carried": {"from_round": seen.case.round, "levels": names}}
    return Carried(position, (*before[:position], *levels[position:]), votes, said, held)


def _vote(each: Row, number: int) -> Json:
    persons = list(dict.fromkeys(each[who] for who in ("person", "hand") if each[who]))
    place = {name: each[name] for name in ("level", "seat")}
    return {"id": str(new_id()), "round": number, **place, "persons": persons}
