"""The tree of a level: signers added beside a seat (加签) and taken away again (减签)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, get_args

from workflows.levels import Added, Level, Seat, Where

DEEPEST: Final = 3


def with_added(level: Level, added: Added) -> Level:
    """One seat more; its number is the last. ValueError names what would break the tree."""
    if added.where not in get_args(Where):
        raise ValueError(f"unknown place {added.where}")
    if (added.desk is None) == (added.user is None):
        raise ValueError("an added seat names either a desk or a user")
    if not (0 <= added.of < count(level)) or is_removed(level, added.of):
        raise ValueError(f"there is no seat {added.of} to stand beside")
    if depth(level, added.of) >= DEEPEST:
        raise ValueError(f"signers are added at most {DEEPEST} deep")
    if added.user is not None and added.user in seated(level):
        raise ValueError(f"{added.user} has a seat on this level already")
    return replace(level, added=(*level.added, added))


def without(level: Level, seat: int) -> Level:
    """The added seat and everything added to it removed. ValueError for a seat of the policy."""
    if seat < len(level.seats):
        raise ValueError("a seat of the policy cannot be removed")
    gone = {seat, *below(level, seat)}
    first = len(level.seats)
    added = (replace(each, removed=each.removed or n in gone) for n, each in enumerate(level.added, first))
    return replace(level, added=tuple(added))


def named_anew(level: Level, seat: int, *, user: str, account: str) -> Level:
    """A personal seat, of the policy or added, in somebody else's name."""
    first = len(level.seats)
    if seat < first:
        seats = list(level.seats)
        seats[seat] = replace(seats[seat], user=user, account=account)
        return replace(level, seats=tuple(seats))
    added = list(level.added)
    added[seat - first] = replace(added[seat - first], user=user, account=account)
    return replace(level, added=tuple(added))


def count(level: Level) -> int:
    return len(level.seats) + len(level.added)


def place(level: Level, seat: int) -> Seat:
    """Whose place it is. A parallel signer weighs what the seat beside it weighs."""
    added = added_at(level, seat)
    if added is None:
        return level.seats[seat]
    weight = level.seats[root(level, seat)].weight
    return Seat(desk=added.desk, user=added.user, weight=weight, account=added.account)


def added_at(level: Level, seat: int) -> Added | None:
    """None for a seat of the policy."""
    first = len(level.seats)
    return level.added[seat - first] if seat >= first else None


def is_removed(level: Level, seat: int) -> bool:
    added = added_at(level, seat)
    return added is not None and added.removed


def living(level: Level) -> Iterator[int]:
    return (seat for seat in range(count(level)) if not is_removed(level, seat))


def seated(level: Level) -> set[str]:
    """The persons whom a living seat names."""
    return {user for seat in living(level) if (user := place(level, seat).user)}


def depth(level: Level, seat: int) -> int:
    added = added_at(level, seat)
    return 0 if added is None else depth(level, added.of) + 1


def root(level: Level, seat: int) -> int:
    """The seat of the policy that it all began with."""
    added = added_at(level, seat)
    return seat if added is None else root(level, added.of)


def below(level: Level, seat: int) -> set[int]:
    """Every seat added to this one, and to those."""
    found = {seat}
    for number, added in enumerate(level.added, len(level.seats)):
        if added.of in found:
            found.add(number)
    return found - {seat}


def stand(level: Level, seat: int) -> tuple[Where, int] | None:
    """How an added seat hangs on another one; None where it votes on the level itself.

    Parallel to a signer who is asked before or after another seat is one more who is asked there.
    """
    added = added_at(level, seat)
    if added is None:
        return None
    if added.where != "parallel":
        return added.where, added.of
    beside = added.of
    while (other := added_at(level, beside)) is not None and other.where == "instead":
        beside = other.of
    return stand(level, beside)


def voting(level: Level) -> tuple[int, ...]:
    """The seats whose verdicts the level counts: the policy's, then those that joined, in their order."""
    return tuple(seat for seat in living(level) if stand(level, seat) is None)


def hanging(level: Level, seat: int, *where: Where) -> list[int]:
    """The living seats that hang on this one in these ways."""
    first = len(level.seats)
    hangs = {first + n: stand(level, first + n) for n, each in enumerate(level.added) if not each.removed}
    return [each for each, on in hangs.items() if on is not None and on[0] in where and on[1] == seat]
