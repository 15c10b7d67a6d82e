"""What the approval of a running ticket still needs: the seats that must vote before it can pass."""

from collections.abc import Iterator, Sequence

from workflows.case import Ladder
from workflows.ladder import verdict_of
from workflows.levels import Level, Seat, Vote
from workflows.signers import hanging, place, voting
from workflows.tally import quorums


def still_needed(book: Ladder) -> tuple[Level, ...]:
    """The rest of the level being asked, as levels of their own, and those behind it.

    Signers who joined are all counted as needed: where more than one way would do, the answer asks for
    rather too many persons than too few.
    """
    if book.position >= len(book.levels):
        return ()
    return (*_rest(book.levels[book.position], book.votes), *book.levels[book.position + 1 :])


def _rest(level: Level, votes: Sequence[Vote]) -> Iterator[Level]:
    open_seats = [seat for seat in voting(level) if verdict_of(level, votes, seat) is None]
    own = [seat for seat in open_seats if seat < len(level.seats)]
    lacking = quorums(level)[0] - _approved(level, votes)
    forced = [seat for seat in open_seats if seat not in own]
    if lacking > 0 and level.mode != "weight" and lacking >= len(own):
        forced = own + forced
    elif lacking > 0:
        yield _some(level, votes, own, lacking)
        forced += [each for seat in own for each in _signers(level, votes, seat)]
    for seat in forced:
        yield from _needed(level, votes, seat)


def _approved(level: Level, votes: Sequence[Vote]) -> int:
    seats = (s for s in range(len(level.seats)) if verdict_of(level, votes, s) == "approve")
    return sum(level.seats[seat].weight if level.mode == "weight" else 1 for seat in seats)


def _some(level: Level, votes: Sequence[Vote], own: Sequence[int], lacking: int) -> Level:
    mode = level.mode if level.mode in ("weight", "sequence") else "any"
    places = tuple(each for seat in own for each in _places(level, votes, seat))
    return Level(level.name, places, mode=mode, pass_at=lacking)


def _needed(level: Level, votes: Sequence[Vote], seat: int) -> Iterator[Level]:
    """The seat itself, or whoever may decide in its place; and everybody asked before and after it."""
    places = _places(level, votes, seat)
    if places:
        yield Level(level.name, places)
    for each in _signers(level, votes, seat):
        yield from _needed(level, votes, each)


def _places(level: Level, votes: Sequence[Vote], seat: int) -> tuple[Seat, ...]:
    """Nobody's, where the holder has voted and only waits for a signer."""
    if any(vote.seat == seat for vote in votes):
        return ()
    return tuple(place(level, each) for each in (seat, *hanging(level, seat, "instead")))


def _signers(level: Level, votes: Sequence[Vote], seat: int) -> list[int]:
    asked = hanging(level, seat, "before", "after")
    return [each for each in asked if verdict_of(level, votes, each) is None]
