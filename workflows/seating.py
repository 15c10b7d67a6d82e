"""Who is asked on a level: relations named by the policy become persons, and no seat stays without anybody.

A seat that names a superior of the submitter or the building's steward is taken by that person. A seat
that nobody could take, or only persons who are barred, is given to the fallback desk: `pm`, else the next
desk up. An approval never passes because there is nobody to ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from workflows.levels import Level, Seat

Persons = frozenset[str]
# Account and person.
Relative = tuple[str, str]
FALLBACK: Final = ("pm", "city", "hq")
UNFILLED: Final = Seat()


@dataclass(frozen=True, slots=True)
class Staff:
    """Who could be asked, as it is now: persons by desk, superiors by distance, the steward."""

    desks: Mapping[str, Persons] = field(default_factory=dict)
    superiors: Mapping[int, Relative] = field(default_factory=dict)
    steward: Relative | None = None

    @property
    def here(self) -> Persons:
        """Who works in the office at all: the seat of somebody who has left is nobody's."""
        return frozenset[str]().union(*self.desks.values())

    def of(self, seat: Seat) -> Persons:
        if seat.user is not None:
            related = seat.steward or seat.superior
            return frozenset({seat.user}) if related else self.here & {seat.user}
        return self.desks.get(seat.desk or "", frozenset())


@dataclass(frozen=True, slots=True)
class Instead:
    """The fallback desk asked for a seat, and why: there is `nobody`, or all there are are `barred`."""

    level: str
    desk: str
    why: str


def seated(
    levels: Sequence[Level], staff: Staff, barred: Persons
) -> tuple[tuple[Level, ...], tuple[Instead, ...]]:
    """The levels as they are asked, and whom the fallback desk was asked instead of."""
    known = [replace(level, seats=tuple(_person(seat, staff) for seat in level.seats)) for level in levels]
    why = [_gaps(level, staff, barred) for level in known]
    ladder = [_without_gaps(level, gaps) for level, gaps in zip(known, why, strict=True)]
    found: list[Instead] = []
    for position, level in enumerate(ladder):
        for n, seat in enumerate(level.seats):
            if seat.desk is None and seat.user is None:
                desk = _fallback(ladder, position, n, staff, barred)
                ladder[position] = _with_desk(ladder[position], n, desk)
                found.append(Instead(level.name, desk, why[position][n]))
    return tuple(ladder), tuple(found)


def _person(seat: Seat, staff: Staff) -> Seat:
    """The relation stays with the seat: it says why this person was asked."""
    relative = staff.steward if seat.steward else staff.superiors.get(seat.superior or 0)
    if not (seat.steward or seat.superior) or relative is None:
        return seat
    return replace(seat, account=relative[0], user=relative[1])


def _gaps(level: Level, staff: Staff, barred: Persons) -> dict[int, str]:
    """Where some of several are enough, desks without anybody are none as long as those others are there."""
    gaps = {n: why for n, seat in enumerate(level.seats) if (why := _gap(seat, staff, barred))}
    if level.mode != "any" or len(level.seats) - len(gaps) < (level.pass_at or 1):
        return gaps
    return {n: why for n, why in gaps.items() if level.seats[n].desk is None}


def _gap(seat: Seat, staff: Staff, barred: Persons) -> str:
    """A desk is kept where nobody could step in either: it waits for its next holder."""
    people = staff.of(seat)
    if people - barred or (seat.desk and not _above(staff, barred)):
        return ""
    return "barred" if people else "nobody"


def _without_gaps(level: Level, gaps: Mapping[int, str]) -> Level:
    """Where any one of several may sign, a person who cannot is left out; else each gap is to be filled."""
    quorum = level.pass_at is not None or level.reject_at is not None
    if level.mode == "any" and not quorum and len(gaps) < len(level.seats):
        return replace(level, seats=tuple(seat for n, seat in enumerate(level.seats) if n not in gaps))
    filled = (
        replace(UNFILLED, weight=seat.weight) if n in gaps else seat for n, seat in enumerate(level.seats)
    )
    return replace(level, seats=tuple(filled))


def _with_desk(level: Level, n: int, desk: str) -> Level:
    seats = list(level.seats)
    seats[n] = replace(seats[n], desk=desk)
    return replace(level, seats=tuple(seats))


def _fallback(ladder: Sequence[Level], position: int, n: int, staff: Staff, barred: Persons) -> str:
    """The lowest desk with which everything can still be decided, else the lowest that anybody holds."""
    held = _above(staff, barred)
    whole = (
        desk
        for desk in held
        if completable(
            [*ladder[:position], _with_desk(ladder[position], n, desk), *ladder[position + 1 :]],
            staff,
            barred,
        )
    )
    return next(whole, None) or next(iter(held), FALLBACK[0])


def _above(staff: Staff, barred: Persons) -> list[str]:
    """The desks that somebody could step in from."""
    return [desk for desk in FALLBACK if staff.desks.get(desk, frozenset()) - barred]


def completable(levels: Iterable[Level], staff: Staff, barred: Persons) -> bool:
    """Whether different persons can be found for all that must sign; seats not yet filled are left out."""
    slots = [people - barred for level in levels for people in _slots(level, staff)]
    taken: dict[str, int] = {}
    return all(_place(n, slots, taken, set()) for n in range(len(slots)))


def _slots(level: Level, staff: Staff) -> list[Persons]:
    """One a person needed. A quorum of parts of a level counts as all of it: rather too careful."""
    seats = [staff.of(seat) for seat in level.seats if seat.desk is not None or seat.user is not None]
    if level.mode != "any" or not seats:
        return seats
    return [frozenset[str]().union(*seats)] * (level.pass_at or 1)


def _place(n: int, slots: Sequence[Persons], taken: dict[str, int], tried: set[str]) -> bool:
    """Somebody for the slot, if need be by moving others to seats that they could take as well."""
    for person in sorted(slots[n] - tried):
        tried.add(person)
        if person not in taken or _place(taken[person], slots, taken, tried):
            taken[person] = n
            return True
    return False
