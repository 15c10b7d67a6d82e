"""Whether a round of approval finds its signers: distinct persons over all seats that must vote.

Persons with the same fitting seats are one class with a count, and so are the seats of one desk in a
level; so hundreds of staff are a net of some dozen nodes. Exact for every mode but `weight`: there the
heaviest seats are filled first, which is exact for one weighted level a round, and for several may call
blocked what another choice of seats would have saved, never the other way round.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.levels import Level, Seat
from workflows.proof.flow import UNBOUNDED, Net
from workflows.seating import FALLBACK
from workflows.tally import quorums

SOURCE, SINK = ("source",), ("sink",)
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff: the desks they may vote for, their own and those they stand in for."""

    id: str
    name: str
    desks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """So many persons more would do; `user` where the seat is one person's own."""

    desk: str | None
    persons: int
    user: str | None = None


# Whoever is the superior or the steward, where that is nobody the fallback desks are asked.
RELATED: Place = ("related", FALLBACK[0])


def place_of(seat: Seat) -> Place:
    if seat.user is None and (seat.superior or seat.steward):
        return RELATED
    return ("desk", seat.desk) if seat.desk is not None else ("user", str(seat.user))


def needed(level: Level) -> tuple[tuple[Seat, ...], int]:
    """The seats that could do it, and how many of them (or how much weight) it takes."""
    to_pass, _ = quorums(level)
    # A sequence goes no further than its first seat that nobody takes.
    return (level.seats[:to_pass] if level.mode == "sequence" else level.seats), to_pass


@dataclass(slots=True)
class Seating:
    """One attempt: who is there, and what of the round they can fill."""

    levels: Sequence[Level]
    classes: Mapping[frozenset[Place], int]
    net: Net = field(default_factory=Net)
    missing: Counter[Place] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for fits, count in self.classes.items():
            self.net.add(("people", fits), SINK, count)
            for place in fits:
                self.net.add(place, ("people", fits), UNBOUNDED)
        counted = [number for number, level in enumerate(self.levels) if level.mode != "weight"]
        for number in counted:
            self._ask(number)
        self.net.push(SOURCE, SINK)
        for number in counted:
            self._miss(number)
        for number in sorted(set(range(len(self.levels))) - set(counted)):
            self._weigh(number)

    def _ask(self, number: int) -> None:
        seats, count = needed(self.levels[number])
        self.net.add(SOURCE, ("level", number), count)
        for place, places in Counter(map(place_of, seats)).items():
            self.net.add(("level", number), place, places)

    def _miss(self, number: int) -> None:
        """One more person after another, each where a seat is still empty, until the level is full."""
        seats, _ = needed(self.levels[number])
        level = ("level", number)
        while self.net.left(SOURCE, level) > 0:
            place = next(p for p in map(place_of, seats) if self.net.left(level, p) > 0)
            self._add_one(place)

    def _add_one(self, place: Place) -> None:
        self.missing[place] += 1
        self.net.add(place, ("new", *place), 1)
        self.net.add(("new", *place), SINK, 1)
        self.net.push(SOURCE, SINK)

    def _weigh(self, number: int) -> None:
        level = self.levels[number]
        seats, bar = needed(level)
        heaviest = sorted(range(len(seats)), key=lambda seat: -seats[seat].weight)
        empty: list[int] = []
        for seat in heaviest:
            if bar > 0:
                self.net.add(SOURCE, ("seat", number, seat), 1)
                self.net.add(("seat", number, seat), place_of(seats[seat]), 1)
                taken = self.net.push(SOURCE, SINK)
                bar -= seats[seat].weight * taken
                empty += [] if taken else [seat]
        for seat in empty:
            if bar > 0:
                self._add_one(place_of(seats[seat]))
                bar -= seats[seat].weight

    def needs_all_of(self) -> list[frozenset[Place]]:
        """The classes of which nobody may go as the seats lie now, however the others are moved."""
        return [fits for fits in self.classes if not self.net.leads(("people", fits), SINK)]


def classes_of(levels: Iterable[Level], people: Iterable[Person]) -> dict[frozenset[Place], list[Person]]:
    """Persons by the places of this round that they fit; who fits none is left out."""
    places = {place_of(seat) for level in levels for seat in level.seats}
    found: dict[frozenset[Place], list[Person]] = {}
    for person in people:
        related = {RELATED} if person.desks.intersection(FALLBACK) else set()
        fits = places & {("user", person.id), *(("desk", desk) for desk in person.desks), *related}
        if fits:
            found.setdefault(frozenset(fits), []).append(person)
    return found


def counts(classes: Mapping[frozenset[Place], Collection[Person]]) -> dict[frozenset[Place], int]:
    return {fits: len(people) for fits, people in classes.items()}
