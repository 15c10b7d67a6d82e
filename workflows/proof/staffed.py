"""A policy against the people of an office: which rounds they cannot complete, and on whom others hang."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.engine import Workflow
from workflows.lateness import ABOVE, LOWEST, steps_in
from workflows.levels import Level
from workflows.proof.rounds import Round, rounds, widest
from workflows.proof.seating import Missing, Person
from workflows.proof.staffing import Blocked, absences, indispensable, staffing
from workflows.seating import Staff
from workflows.tally import quorums

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """A round that these people can never complete.

    With an `opener`: they could, but for whoever opens the ticket; and of those each is indispensable.
    """

    round: Round
    missing: tuple[Missing, ...]
    opener: Person | None = None


@dataclass(frozen=True, slots=True)
class Hanging:
    """A round that each of `alone` blocks by being absent; `smallest` is a set of fewest absences."""

    round: Round
    alone: tuple[Person, ...]
    smallest: tuple[Person, ...]


def gaps(table: Workflow, body: Body, people: Sequence[Person]) -> list[Gap]:
    """What nobody could ever decide, told once for each approval and distinct set of missing persons."""
    found: dict[tuple[str, tuple[Missing, ...]], Gap] = {}
    for name in table.approvals:
        for each in widest(_rounds(table, body, name)):
            gap = _gap(table, each, people)
            if gap:
                found.setdefault((name, gap.missing), gap)
    return list(found.values())


def _gap(table: Workflow, each: Round, people: Sequence[Person]) -> Gap | None:
    answer = staffing(each.levels, people)
    if isinstance(answer, Blocked):
        return Gap(each, answer.missing)
    opening, vital = openers(table, people), set(indispensable(each.levels, people))
    if opening and vital.issuperset(opening):
        without = staffing(each.levels, people, barred={opening[0].id})
        return Gap(each, without.missing, opening[0]) if isinstance(without, Blocked) else None
    return None


def openers(table: Workflow, people: Sequence[Person]) -> list[Person]:
    """Nobody where the system opens tickets too: those have no submitter."""
    if any(who.kind == "system" for who in table.opening.by):
        return []
    desks = {"clerk" if who.kind == "customer" else who.desk for who in table.opening.by}
    return [person for person in people if person.desks & desks]


def hanging(table: Workflow, body: Body, people: Sequence[Person]) -> list[Hanging]:
    """Of rounds that can be completed: whose absence alone would block one, each person told once.

    Where no single absence does, the fewest that do, once for each approval.
    """
    return [each for name in table.approvals for each in _hanging(_rounds(table, body, name), people)]


def _hanging(every: Sequence[Round], people: Sequence[Person]) -> list[Hanging]:
    found: list[Hanging] = []
    tightest: Hanging | None = None
    told: set[str] = set()
    for each in (each for each in every if each.levels):
        answer = absences(each.levels, people)
        alone = tuple(person for person in answer.alone if person.id not in told) if answer else ()
        told |= {person.id for person in alone}
        if alone:
            found.append(Hanging(each, alone, alone[:1]))
        elif answer and answer.smallest and (not tightest or len(answer.smallest) < len(tightest.smallest)):
            tightest = Hanging(each, (), answer.smallest)
    return found or ([tightest] if tightest else [])


def undecided_votes(table: Workflow, body: Body, people: Sequence[Person]) -> Iterator[tuple[Round, Level]]:
    """Levels with seats that nobody is there to take: everybody may vote, and nothing be decided."""
    told: set[Level] = set()
    for name in table.approvals:
        for each in _rounds(table, body, name):
            for level in each.levels:
                if level not in told and _may_hang(level, people):
                    told.add(level)
                    yield each, level


def nobody_above(table: Workflow, body: Body, people: Sequence[Person]) -> Iterator[tuple[Round, Level, str]]:
    """Levels whose time-out escalates, and the desk for whose late holder nobody there could step in.

    Above the last desk of all there is never anybody: then the admin is told, as every office knows. A
    round that cannot be completed anyhow is a gap.
    """
    staff, told = _by_desk(people), set[tuple[str, str]]()
    for each in (each for name in table.approvals for each in _rounds(table, body, name)):
        late = [] if isinstance(staffing(each.levels, people), Blocked) else _late(each)
        for position, n, desk in late:
            known = (each.approval, desk) in told
            if not known and steps_in(each.levels, position, n, staff, frozenset()) is None:
                told.add((each.approval, desk))
                yield each, each.levels[position], desk


def _late(each: Round) -> list[tuple[int, int, str]]:
    """Level, seat and desk of everybody who may be late and has somebody above."""
    return [
        (position, n, seat.desk)
        for position, level in enumerate(each.levels)
        for n, seat in enumerate(level.seats)
        if _escalates(level) and seat.desk and ABOVE.get(seat.desk, LOWEST)
    ]


def _escalates(level: Level) -> bool:
    return level.timeout is not None and level.on_timeout == "escalate"


def _by_desk(people: Sequence[Person]) -> Staff:
    desks = {desk for person in people for desk in person.desks}
    return Staff({desk: frozenset(p.id for p in people if desk in p.desks) for desk in desks})


def _may_hang(level: Level, people: Sequence[Person]) -> bool:
    """Every vote may be cast, and neither quorum reached nor passing put out of reach."""
    if level.mode in ("weight", "sequence") or isinstance(staffing([level], people), Blocked):
        return False
    full = Level(level.name, level.seats, mode="all")
    answer = staffing([full], people)
    empty = sum(each.persons for each in answer.missing) if isinstance(answer, Blocked) else 0
    to_pass, to_refuse = quorums(level)
    total = len(level.seats)
    return bool(empty) and total - empty <= to_pass - 1 + min(to_refuse - 1, total - to_pass)


def in_all(found: Sequence[Gap]) -> tuple[Missing, ...]:
    """So many persons more, and every gap is closed."""
    most: Counter[tuple[str | None, str | None]] = Counter()
    for gap in found:
        most |= Counter({(each.desk, each.user): each.persons for each in gap.missing})
    ordered = sorted(most.items(), key=lambda pair: (pair[0][0] or "", pair[0][1] or ""))
    return tuple(Missing(desk, persons, user) for (desk, user), persons in ordered)


def _rounds(table: Workflow, body: Body, approval: str) -> list[Round]:
    raw = body.get("approvals", {}).get(approval, {}).get("levels", ())
    return rounds(table, approval, raw)
