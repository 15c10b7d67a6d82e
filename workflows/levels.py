"""The words of an approval: levels, seats, signers added beside them, votes; and how a level is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args

from workflows.clocks import Span, parse_span, span_to

Mode = Literal["any", "all", "sequence", "ratio", "weight"]
Verdict = Literal["approve", "refuse"]
OnTimeout = Literal["escalate", "auto_reject", "auto_pass", "reassign"]
Where = Literal["before", "after", "parallel", "instead"]


class Outcome(Enum):
    OPEN = "open"
    PASSED = "passed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place: anybody of a desk, or the one person whose id is `user`.

    A policy may name the `superior`, so many steps above the submitter, or the building's `steward`: who
    that is becomes `user` when the level is asked, with the `account` that gets the duty.
    """

    desk: str | None = None
    user: str | None = None
    weight: int = 1
    superior: int | None = None
    steward: bool = False
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A seat that came later, beside the seat `of`: somebody was asked too (加签), or a superior joined.

    `before` decides first, `after` once the other approved, `parallel` votes on the level as well,
    `instead` may decide in place of the other. `by` is the person who added it, empty for the system.
    A removed one keeps its place, so that seats keep their numbers. `account` is the user's.
    """

    where: Where
    of: int
    user: str | None = None
    desk: str | None = None
    by: str = ""
    removed: bool = False
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """`added` seats are numbered after those of the policy."""

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
    added: tuple[Added, ...] = ()


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
        added=tuple(Added(**each) for each in raw.get("added", ())),
    )
    _check(level)
    return level


def _seat_from(raw: Mapping[str, Any]) -> Seat:
    names = ("desk", "user", "superior", "account")
    seat = Seat(
        weight=raw.get("weight", 1),
        steward=raw.get("steward", False),
        **{name: raw.get(name) for name in names},
    )
    personal = bool(seat.user is not None or seat.superior or seat.steward)
    if (seat.desk is not None) == personal:
        raise ValueError("a seat names either a desk or a person")
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
    weight = sum(seat.weight for seat in level.seats)
    most = {"ratio": 100, "weight": weight}.get(level.mode, len(level.seats))
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
        **({"added": [_added_to(each) for each in level.added]} if level.added else {}),
    }


def _seat_to(seat: Seat) -> dict[str, Any]:
    names = ("desk", "user", "superior", "account")
    whose = {name: said for name in names if (said := getattr(seat, name)) is not None}
    steward = {"steward": True} if seat.steward else {}
    return {**whose, **steward, **({} if seat.weight == 1 else {"weight": seat.weight})}


def _added_to(added: Added) -> dict[str, Any]:
    whose = {"desk": added.desk} if added.desk is not None else {"user": added.user}
    account = {"account": added.account} if added.account else {}
    gone = {"removed": True} if added.removed else {}
    return {"where": added.where, "of": added.of, **whose, **account, "by": added.by, **gone}
