"""A level that was not decided in time: which seats are late, and who may decide in their place."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from workflows.ladder import open_seats, outcome
from workflows.levels import Level, OnTimeout, Outcome, Seat, Verdict, Vote
from workflows.seating import Persons, Staff, completable
from workflows.signers import DEEPEST, added_at, depth, hanging, place

# Who stands above a desk; whoever is asked by name, and desks not named here, have the pm above them.
ABOVE: Final = {"pm": "city", "city": "hq", "hq": ""}
LOWEST: Final = "pm"


def late_seats(level: Level, votes: Sequence[Vote], overdue: Collection[int]) -> tuple[int, ...]:
    """Open seats past their time for which nobody has been asked to step in yet."""
    open_now = open_seats(level, votes)
    return tuple(seat for seat in open_now if seat in overdue and not hanging(level, seat, "instead"))


def steps_in(levels: Sequence[Level], position: int, seat: int, staff: Staff, barred: Persons) -> str | None:
    """The desk that may decide in place of a late signer: the next level's, else the next one up.

    Somebody there must be free to, and the levels still to come must find other persons.
    """
    level = levels[position]
    if depth(level, seat) >= DEEPEST:
        return None
    asked = {place(level, each).desk for each in _line(level, seat)}
    rest = list(levels[position + 1 :])
    for desk in dict.fromkeys([*_next(rest), *_up(place(level, seat).desk)]):
        stands_in = Level("instead", (Seat(desk=desk),))
        if desk not in asked and completable([*rest, stands_in], staff, barred):
            return desk
    return None


def _line(level: Level, seat: int) -> Iterator[int]:
    """The seat, and those it hangs on."""
    yield seat
    added = added_at(level, seat)
    if added is not None:
        yield from _line(level, added.of)


def _next(rest: Sequence[Level]) -> Iterable[str]:
    return [seat.desk for level in rest[:1] for seat in level.seats if seat.desk]


def _up(desk: str | None) -> Iterator[str]:
    above = ABOVE.get(desk or "", LOWEST)
    while above:
        yield above
        above = ABOVE[above]


def silence(level: Level, votes: Sequence[Vote], verdict: Verdict = "refuse") -> tuple[Vote, ...]:
    """The votes, and this word for everybody who has not spoken: nobody's, so that it bars nobody."""
    whole = tuple(votes)
    while outcome(level, whole) is Outcome.OPEN:
        seat = open_seats(level, whole)[0]
        whole += (Vote(f"nobody:{seat}", seat, verdict),)
    return whole


def action(on_timeout: OnTimeout) -> OnTimeout:
    """What is really done. No approval of ours is without money, so nothing passes by time-out."""
    return "escalate" if on_timeout == "auto_pass" else on_timeout
