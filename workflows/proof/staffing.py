"""Who must be there: whether a round can be completed, and the fewest absences that would block it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from workflows.levels import Level
from workflows.proof.flow import UNBOUNDED
from workflows.proof.seating import (
    SINK,
    Missing,
    Person,
    Place,
    Seating,
    classes_of,
    counts,
    needed,
    place_of,
)

MOST_SETS = 500
MOST_ABSENT, FEW = 3, 12


@dataclass(frozen=True, slots=True)
class Satisfied:
    """Distinct persons fill every seat that must vote."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """`missing` is smallest: with so many persons more it could be completed, with fewer never."""

    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Absences:
    """`alone` block it each by themselves; `smallest` is a set of fewest persons that does.

    `smallest` is empty where it is larger than was tried, which happens to weighted levels only.
    """

    alone: tuple[Person, ...]
    smallest: tuple[Person, ...]


def staffing(
    levels: Sequence[Level],
    people: Iterable[Person],
    *,
    barred: Collection[str] = (),
    away: Collection[str] = (),
) -> Satisfied | Blocked:
    """Whether these people can complete all levels of one round; `barred` and `away` are persons' ids."""
    present = [person for person in people if person.id not in barred and person.id not in away]
    missing = Seating(levels, counts(classes_of(levels, present))).missing
    return Blocked(_said(missing)) if missing else Satisfied()


def _said(missing: Counter[Place]) -> tuple[Missing, ...]:
    return tuple(
        Missing(None, persons, name) if kind == "user" else Missing(name, persons)
        for (kind, name), persons in sorted(missing.items())
    )


def absences(
    levels: Sequence[Level], people: Iterable[Person], *, barred: Collection[str] = ()
) -> Absences | None:
    """None where the round is blocked already."""
    classes = classes_of(levels, (person for person in people if person.id not in barred))
    seating = Seating(levels, counts(classes))
    if seating.missing:
        return None
    alone = _alone(seating, classes)
    return Absences(alone, alone[:1] or _smallest(seating, classes))


def indispensable(levels: Sequence[Level], people: Iterable[Person]) -> tuple[Person, ...]:
    """Without any one of these the round is blocked; nobody where it is blocked already."""
    classes = classes_of(levels, people)
    seating = Seating(levels, counts(classes))
    return () if seating.missing else _alone(seating, classes)


def _alone(seating: Seating, classes: dict[frozenset[Place], list[Person]]) -> tuple[Person, ...]:
    single = seating.needs_all_of()
    if _weighs(seating.levels):
        single = [fits for fits in single if _blocks(seating.levels, counts(classes), [fits])]
    return tuple(sorted((person for fits in single for person in classes[fits]), key=_name))


def _name(person: Person) -> tuple[str, str]:
    return person.name, person.id


def _blocks(levels: Sequence[Level], there: dict[frozenset[Place], int], gone: Iterable[object]) -> bool:
    left = Counter(there)
    left.subtract(Counter(gone))  # type: ignore[arg-type]
    return bool(Seating(levels, {fits: n for fits, n in left.items() if n > 0}).missing)


def _weighs(levels: Iterable[Level]) -> bool:
    return any(level.mode == "weight" for level in levels)


def _smallest(seating: Seating, classes: dict[frozenset[Place], list[Person]]) -> tuple[Person, ...]:
    """By the narrowest place of the net; where weights count, by trying."""
    vital = list(_vital(seating.levels))
    if _weighs(seating.levels) or len(vital) > MOST_SETS:
        return _tried(seating.levels, classes)
    found = (_narrowest(seating, classes, places) for places in dict.fromkeys(vital))
    return min(found, key=lambda persons: (len(persons), [_name(each) for each in persons]), default=())


def _narrowest(
    seating: Seating, classes: dict[frozenset[Place], list[Person]], places: frozenset[Place]
) -> tuple[Person, ...]:
    """How many more the places could seat is what may still go; one more, and they cannot all be filled.

    Hall: the round fails exactly when some places, without which a level cannot pass, have fewer persons
    than they must give. `places` are such; asking ever more of them finds the tightest set around them.
    """
    net, extra = seating.net.copy(), ("extra",)
    for place in places:
        net.add(extra, place, UNBOUNDED)
    spare = net.push(extra, SINK)
    near = net.within_reach(extra)
    persons = [each for fits, there in classes.items() if ("people", fits) in near for each in there]
    return tuple(sorted(persons, key=_name)[: spare + 1])


def _vital(levels: Iterable[Level]) -> Iterator[frozenset[Place]]:
    """The least sets of places of each level without which it cannot pass."""
    for level in levels:
        seats, count = needed(level)
        places = Counter(map(place_of, seats))
        spare = len(seats) - count
        yield from _least(places, more_than=spare)


def _least(places: Counter[Place], *, more_than: int) -> Iterator[frozenset[Place]]:
    found: list[frozenset[Place]] = []
    for size in range(1, len(places) + 1):
        for chosen in map(frozenset, combinations(places, size)):
            enough = sum(places[place] for place in chosen) > more_than
            if enough and not any(smaller <= chosen for smaller in found):
                found.append(chosen)
                yield chosen
            if len(found) > MOST_SETS:
                return


def _tried(levels: Sequence[Level], classes: dict[frozenset[Place], list[Person]]) -> tuple[Person, ...]:
    """Whoever blocks it takes somebody away from each way to seat it: so only those seated are tried."""
    there = counts(classes)
    most = MOST_ABSENT if len(_seated(Seating(levels, there))) <= FEW else MOST_ABSENT - 1
    for size in range(2, most + 1):
        gone = _without(levels, there, size)
        if gone is not None:
            picked = Counter(gone).items()
            return tuple(each for fits, n in picked for each in sorted(classes[fits], key=_name)[:n])
    return ()


def _without(
    levels: Sequence[Level], there: dict[frozenset[Place], int], size: int
) -> tuple[frozenset[Place], ...] | None:
    """The classes of `size` persons whose absence blocks it, or None."""
    seating = Seating(levels, there)
    if seating.missing:
        return ()
    for fits in _seated(seating) if size else ():
        deeper = _without(levels, {**there, fits: there[fits] - 1}, size - 1)
        if deeper is not None:
            return (fits, *deeper)
    return None


def _seated(seating: Seating) -> list[frozenset[Place]]:
    return [fits for fits, n in seating.classes.items() if seating.net.left(("people", fits), SINK) < n]
