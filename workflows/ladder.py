"""Approval arithmetic: which levels are asked, whose seat is open, and what the votes amount to.

The machine never runs approvals in parallel states: one state, and this pure answer to "is it decided yet?".

- `any`, `all`, `sequence` count seats; one refusal ends them unless `reject` says otherwise.
- `ratio` counts seats too, its quorums are whole per cent; `weight` counts the weights of the seats.
  Both pass with more than half unless `pass` says otherwise, and a tie refuses: where both quorums
  could be reached, passing needs enough to put refusal out of reach. So the order of the votes never
  matters there.
- A level is decided at the first vote after which no further vote could change the result; later votes,
  a second vote of a person, a vote on a taken seat and one out of turn count nothing.
- A seat counts as approved when its holder and everybody added before and after it approved, as refused
  as soon as one of them refused. Whoever decides `instead` decides for the holder who did not.
- With every signer who joins in parallel there is one ballot more, and all of them must pass: the
  policy's seats alone, those with the first who joined, and so on. So a bar once set is never lowered.
"""

from collections.abc import Collection, Mapping, Sequence

from workflows import tally
from workflows.levels import (
    Added,
    Level,
    Mode,
    OnTimeout,
    Outcome,
    Seat,
    Verdict,
    Vote,
    Where,
    asked,
    level_from,
    level_to,
)
from workflows.signers import DEEPEST, place, with_added, without

__all__ = [
    "DEEPEST", "Added", "Level", "Mode", "OnTimeout", "Outcome", "Seat", "Verdict", "Vote", "Where",
    "asked", "asked_seats", "free_seat", "level_from", "level_to", "open_seats", "outcome", "passes_with",
    "place", "refuses_with", "removable", "verdict_of", "waiting_seats", "with_added", "without",
]  # fmt: skip


def passes_with(levels: Sequence[Level], position: int, votes: Sequence[Vote], *more: Vote) -> bool:
    """Whether the whole ladder passes with this vote; `votes` are those of the level at `position`."""
    return position == len(levels) - 1 and outcome(levels[position], [*votes, *more]) is Outcome.PASSED


def refuses_with(levels: Sequence[Level], position: int, votes: Sequence[Vote], *more: Vote) -> bool:
    """Whether the level, and so the whole ladder, is refused with this vote."""
    return position < len(levels) and outcome(levels[position], [*votes, *more]) is Outcome.REFUSED


def outcome(level: Level, votes: Sequence[Vote]) -> Outcome:
    """What the votes, in the order they were cast, amount to."""
    return tally.decided(level, _counted(level, votes))


def verdict_of(level: Level, votes: Sequence[Vote], seat: int) -> Verdict | None:
    """What a seat amounts to, with everybody added to it; None while that is open."""
    return tally.verdict(level, _counted(level, votes), seat)


def asked_seats(level: Level, votes: Sequence[Vote]) -> tuple[int, ...]:
    """The seats that are somebody's duty now: the open ones, and those that wait for a signer before them."""
    return tally.asked(level, _counted(level, votes))


def open_seats(level: Level, votes: Sequence[Vote]) -> tuple[int, ...]:
    """The seats that may vote now; none once the level is decided, only the next one of a sequence."""
    cast = _counted(level, votes)
    return tuple(seat for seat in tally.asked(level, cast) if not tally.waits(level, cast, seat))


def waiting_seats(level: Level, votes: Sequence[Vote]) -> tuple[int, ...]:
    """Duties whose holders may not vote yet, since a signer before them has not decided."""
    cast = _counted(level, votes)
    return tuple(seat for seat in tally.asked(level, cast) if tally.waits(level, cast, seat))


def removable(level: Level, votes: Sequence[Vote], seat: int) -> bool:
    """Whether an added seat may be taken away: undecided, and no vote on the level would go with it."""
    return tally.removable(level, _counted(level, votes), seat)


def free_seat(
    level: Level,
    votes: Sequence[Vote],
    *,
    person: str,
    desks: Collection[str],
    holders: Mapping[int, str],
    waiting: bool = False,
) -> int | None:
    """The open seat this person would take; `holders` maps claimed seats to persons.

    Their own claim first, then a seat that names them, then a place in the pool of one of their desks:
    so nobody uses up a colleague's pool while a seat of their own is open. `waiting`: the seat they
    would take if they did not have to wait.
    """
    if any(vote.person == person for vote in votes):
        return None
    seats = waiting_seats(level, votes) if waiting else open_seats(level, votes)
    free = [seat for seat in seats if holders.get(seat, person) == person]
    # Rights as they are now: who has lost the desk since claiming its seat may not use it any more.
    claimed = [seat for seat in free if seat in holders and place(level, seat).desk in (None, *desks)]
    personal = [seat for seat in free if place(level, seat).user == person]
    pooled = [seat for seat in free if place(level, seat).desk in desks]
    return next(iter([*claimed, *personal, *pooled]), None)


def _counted(level: Level, votes: Sequence[Vote]) -> dict[int, Verdict]:
    """By seat. A vote counts that was cast on an open seat by somebody who had not voted."""
    cast: dict[int, Verdict] = {}
    voters: set[str] = set()
    for vote in votes:
        if vote.person in voters or not _is_open(level, cast, vote.seat):
            continue
        cast[vote.seat] = vote.verdict
        voters.add(vote.person)
    return cast


def _is_open(level: Level, cast: Mapping[int, Verdict], seat: int) -> bool:
    return seat in tally.asked(level, cast) and not tally.waits(level, cast, seat)
