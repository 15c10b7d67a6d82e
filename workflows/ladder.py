"""Approval arithmetic: which levels are asked, whose seat is open, and what the votes amount to.

The machine never runs approvals in parallel states: one state, and this pure answer to "is it decided yet?".

- `any`, `all`, `sequence` count seats; one refusal ends them unless `reject` says otherwise.
- `ratio` counts seats too, its quorums are whole per cent; `weight` counts the weights of the seats.
  Both pass with more than half unless `pass` says otherwise, and a tie refuses: where both quorums
  could be reached, passing needs enough to put refusal out of reach. So the order of the votes never
  matters there.
- A level is decided at the first vote after which no further vote could change the result; later votes,
  a second vote of a person, a vote on a taken seat and one out of turn count nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args

from workflows.clocks import Span, parse_span, span_to

Mode = Literal["any", "all", "sequence", "ratio", "weight"]
Verdict = Literal["approve", "refuse"]
OnTimeout = Literal["escalate", "auto_reject", "auto_pass", "reassign"]


class Outcome(Enum):
    OPEN = "open"
    PASSED = "passed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place: anybody of a desk, or the one person whose id is `user`."""

    desk: str | None = None
    user: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    seats: tuple[Seat, ...]
    mode: Mode = "any"
    pass_at: int | None = None
    reject_at: int | None = None
    over_fen: int = 0
    only_if: tuple[str, ...] = ()
    skip_if: tuple[str, ...] = ()
    timeout: Span | None = None
    on_timeout: OnTimeout = "escalate"


@dataclass(frozen=True, slots=True)
class Vote:
    person: str
    seat: int
    verdict: Verdict


def asked(
    levels: Sequence[Mapping[str, Any]], *, amount_fen: int, facts: Collection[str]
) -> tuple[Level, ...]:
    """The levels of this amount in their order; `facts` are the names of the facts that hold."""
    every = map(level_from, levels)
    return tuple(level for level in every if _is_asked(level, amount_fen=amount_fen, facts=facts))


def _is_asked(level: Level, *, amount_fen: int, facts: Collection[str]) -> bool:
    over = level.over_fen == 0 or amount_fen > level.over_fen
    wanted = all(fact in facts for fact in level.only_if)
    return over and wanted and not any(fact in facts for fact in level.skip_if)


def passes_with(levels: Sequence[Level], position: int, votes: Sequence[Vote], vote: Vote) -> bool:
    """Whether the whole ladder passes with this vote; `votes` are those of the level at `position`."""
    return position == len(levels) - 1 and outcome(levels[position], [*votes, vote]) is Outcome.PASSED


def outcome(level: Level, votes: Sequence[Vote]) -> Outcome:
    """What the votes, in the order they were cast, amount to."""
    return _decided(level, _counted(level, votes))


def open_seats(level: Level, votes: Sequence[Vote]) -> tuple[int, ...]:
    """The seats that may vote now; none once the level is decided, only the next one of a sequence."""
    counted = _counted(level, votes)
    return _open(level, counted) if _decided(level, counted) is Outcome.OPEN else ()


def free_seat(
    level: Level, votes: Sequence[Vote], *, person: str, desks: Collection[str], holders: Mapping[int, str]
) -> int | None:
    """The open seat this person would take; `holders` maps claimed seats to persons.

    Their own claim first, then a seat that names them, then a place in the pool of one of their desks:
    so nobody uses up a colleague's pool while a seat of their own is open.
    """
    if any(vote.person == person for vote in votes):
        return None
    free = [seat for seat in open_seats(level, votes) if holders.get(seat, person) == person]
    # Rights as they are now: who has lost the desk since claiming its seat may not use it any more.
    claimed = [seat for seat in free if seat in holders and level.seats[seat].desk in (None, *desks)]
    personal = [seat for seat in free if level.seats[seat].user == person]
    pooled = [seat for seat in free if level.seats[seat].desk in desks]
    return next(iter([*claimed, *personal, *pooled]), None)


def _counted(level: Level, votes: Sequence[Vote]) -> tuple[Vote, ...]:
    counted: tuple[Vote, ...] = ()
    for vote in votes:
        if _decided(level, counted) is not Outcome.OPEN:
            break
        if vote.seat in _open(level, counted) and all(vote.person != earlier.person for earlier in counted):
            counted += (vote,)
    return counted


def _open(level: Level, counted: Sequence[Vote]) -> tuple[int, ...]:
    taken = {vote.seat for vote in counted}
    empty = tuple(seat for seat in range(len(level.seats)) if seat not in taken)
    return empty[:1] if level.mode == "sequence" else empty


def _decided(level: Level, counted: Sequence[Vote]) -> Outcome:
    to_pass, to_refuse = _quorums(level)
    yes = sum(_worth(level, vote.seat) for vote in counted if vote.verdict == "approve")
    no = sum(_worth(level, vote.seat) for vote in counted if vote.verdict == "refuse")
    if yes >= to_pass:
        return Outcome.PASSED
    # Nobody left who could make it pass is a refusal too: a level never stays open when all have voted.
    if no >= to_refuse or _total(level) - no < to_pass:
        return Outcome.REFUSED
    return Outcome.OPEN


def _quorums(level: Level) -> tuple[int, int]:
    """What passing and refusing need, in seats or weight."""
    total = _total(level)
    if level.mode == "any":
        return level.pass_at or 1, level.reject_at or 1
    if level.mode in ("all", "sequence"):
        to_refuse = level.reject_at or 1
        return level.pass_at or total - to_refuse + 1, to_refuse
    to_pass = _share(level, level.pass_at) or total // 2 + 1
    to_refuse = _share(level, level.reject_at) or total - to_pass + 1
    return max(to_pass, total - to_refuse + 1), to_refuse


def _share(level: Level, quorum: int | None) -> int | None:
    if quorum is None or level.mode == "weight":
        return quorum
    return -(-_total(level) * quorum // 100)


def _total(level: Level) -> int:
    return sum(_worth(level, seat) for seat in range(len(level.seats)))


def _worth(level: Level, seat: int) -> int:
    return level.seats[seat].weight if level.mode == "weight" else 1


def level_from(raw: Mapping[str, Any]) -> Level:
    """A level of a policy, or one stored with a ticket; ValueError names what can never be decided well."""
    level = Level(
        name=raw["name"],
        seats=tuple(_seat_from(seat) for seat in raw["seats"]),
        mode=raw.get("mode", "any"),
        pass_at=raw.get("pass"),
        reject_at=raw.get("reject"),
        over_fen=raw.get("over_fen", 0),
        only_if=tuple(raw.get("only_if", ())),
        skip_if=tuple(raw.get("skip_if", ())),
        timeout=parse_span(raw["timeout"]) if raw.get("timeout") is not None else None,
        on_timeout=raw.get("on_timeout") or "escalate",
    )
    _check(level)
    return level


def _seat_from(raw: Mapping[str, Any]) -> Seat:
    seat = Seat(desk=raw.get("desk"), user=raw.get("user"), weight=raw.get("weight", 1))
    if (seat.desk is None) == (seat.user is None):
        raise ValueError("a seat names either a desk or a user")
    if seat.weight < 1:
        raise ValueError("a seat weighs at least 1")
    return seat


def _check(level: Level) -> None:
    if level.mode not in get_args(Mode):
        raise ValueError(f"level {level.name}: unknown mode {level.mode}")
    if level.on_timeout not in get_args(OnTimeout):
        raise ValueError(f"level {level.name}: unknown on_timeout {level.on_timeout}")
    if not level.seats:
        raise ValueError(f"level {level.name}: no seat, so nobody could ever pass it")
    most = 100 if level.mode == "ratio" else _total(level)
    if any(quorum is not None and not 1 <= quorum <= most for quorum in (level.pass_at, level.reject_at)):
        raise ValueError(f"level {level.name}: a quorum lies between 1 and {most}")


def level_to(level: Level) -> dict[str, Any]:
    """The level as JSON, in the words of the policy; `level_from` reads it back unchanged."""
    quorums = {"pass": level.pass_at, "reject": level.reject_at}
    return {
        "name": level.name,
        "seats": [_seat_to(seat) for seat in level.seats],
        "mode": level.mode,
        **{key: quorum for key, quorum in quorums.items() if quorum is not None},
        "over_fen": level.over_fen,
        "only_if": list(level.only_if),
        "skip_if": list(level.skip_if),
        **({"timeout": span_to(level.timeout)} if level.timeout else {}),
        "on_timeout": level.on_timeout,
    }


def _seat_to(seat: Seat) -> dict[str, Any]:
    whose = {"desk": seat.desk} if seat.desk is not None else {"user": seat.user}
    return whose if seat.weight == 1 else {**whose, "weight": seat.weight}
