"""What cast votes amount to, seat by seat and ballot by ballot. `ladder` tells the rules in words."""

from collections.abc import Iterable, Mapping, Sequence

from workflows.levels import Level, Outcome, Verdict
from workflows.signers import added_at, below, hanging, is_removed, living, place, root, stand, voting

Cast = Mapping[int, Verdict]


def decided(level: Level, cast: Cast) -> Outcome:
    """Refused with any of the ballots, passed with all of them."""
    seats = voting(level)
    said = {seat: verdict(level, cast, seat) for seat in seats}
    ballots = [_ballot(level, seats[:end], said) for end in range(len(level.seats), len(seats) + 1)]
    if Outcome.REFUSED in ballots:
        return Outcome.REFUSED
    return Outcome.OPEN if Outcome.OPEN in ballots else Outcome.PASSED


def _ballot(level: Level, seats: Sequence[int], said: Mapping[int, Verdict | None]) -> Outcome:
    to_pass, to_refuse = _quorums(level, seats)
    yes = _weight(level, (seat for seat in seats if said[seat] == "approve"))
    no = _weight(level, (seat for seat in seats if said[seat] == "refuse"))
    if yes >= to_pass:
        return Outcome.PASSED
    # Nobody left who could make it pass is a refusal too: a level never stays open when all have voted.
    if no >= to_refuse or _weight(level, seats) - no < to_pass:
        return Outcome.REFUSED
    return Outcome.OPEN


def _quorums(level: Level, seats: Sequence[int]) -> tuple[int, int]:
    """What passing and refusing need, in seats or weight; a bar in numbers rises with whoever joined."""
    total = _weight(level, seats)
    joined = total - _weight(level, range(len(level.seats)))
    fixed = level.pass_at + joined if level.pass_at else None
    if level.mode == "any":
        return fixed or 1 + joined, level.reject_at or 1
    if level.mode in ("all", "sequence"):
        to_refuse = level.reject_at or 1
        return fixed or total - to_refuse + 1, to_refuse
    in_weight = level.mode == "weight"
    to_pass = (fixed if in_weight else _share(level.pass_at, total)) or total // 2 + 1
    to_refuse = (level.reject_at if in_weight else _share(level.reject_at, total)) or total - to_pass + 1
    return max(to_pass, total - to_refuse + 1), to_refuse


def quorums(level: Level) -> tuple[int, int]:
    """What passing and refusing need of the policy's own seats, in seats or weight."""
    return _quorums(level, range(len(level.seats)))


def _share(per_cent: int | None, total: int) -> int | None:
    return None if per_cent is None else -(-total * per_cent // 100)


def _weight(level: Level, seats: Iterable[int]) -> int:
    return sum(place(level, seat).weight if level.mode == "weight" else 1 for seat in seats)


def verdict(level: Level, cast: Cast, seat: int) -> Verdict | None:
    """Of a seat with everybody who was asked before and after it; None while that is open."""
    parts = [own(level, cast, seat)]
    parts += [verdict(level, cast, each) for each in hanging(level, seat, "before", "after")]
    if "refuse" in parts:
        return "refuse"
    return None if None in parts else "approve"


def own(level: Level, cast: Cast, seat: int) -> Verdict | None:
    """The holder's own vote, or that of whoever decided in their place."""
    if seat in cast:
        return cast[seat]
    instead = (verdict(level, cast, each) for each in hanging(level, seat, "instead"))
    return next((said for said in instead if said), None)


def asked(level: Level, cast: Cast) -> tuple[int, ...]:
    """The seats that are somebody's duty now; none once the level is decided."""
    if decided(level, cast) is not Outcome.OPEN:
        return ()
    return tuple(seat for seat in living(level) if _is_asked(level, cast, seat))


def _is_asked(level: Level, cast: Cast, seat: int) -> bool:
    if _has_decided(level, cast, seat) or verdict(level, cast, seat) is not None:
        return False
    match stand(level, seat):
        case None:
            return _turn_has_come(level, cast, seat)
        case "after", of:
            return own(level, cast, of) == "approve" and _is_undecided(level, cast, of)
        case _, of:
            return _is_asked(level, cast, of)


def _has_decided(level: Level, cast: Cast, seat: int) -> bool:
    """By the holder's vote, or by one in the holder's place."""
    return seat in cast or any(each in cast for each in hanging(level, seat, "instead"))


def _turn_has_come(level: Level, cast: Cast, seat: int) -> bool:
    if level.mode != "sequence":
        return True
    mine = root(level, seat)
    earlier = (each for each in voting(level) if root(level, each) < mine)
    return all(verdict(level, cast, each) is not None for each in earlier)


def _is_undecided(level: Level, cast: Cast, seat: int) -> bool:
    """It, and everything it hangs on."""
    hangs = stand(level, seat)
    return verdict(level, cast, seat) is None and (hangs is None or _is_undecided(level, cast, hangs[1]))


def waits(level: Level, cast: Cast, seat: int) -> bool:
    """Somebody asked before it, or before the one it may decide for, has not decided yet."""
    hangs = stand(level, seat)
    if hangs is not None and hangs[0] == "instead" and waits(level, cast, hangs[1]):
        return True
    return any(verdict(level, cast, each) is None for each in hanging(level, seat, "before"))


def removable(level: Level, cast: Cast, seat: int) -> bool:
    """An added seat still undecided, below which nobody has voted on the level itself."""
    if added_at(level, seat) is None or is_removed(level, seat) or _has_decided(level, cast, seat):
        return False
    hangs = stand(level, seat)
    if hangs is not None and hangs[0] == "instead" and _has_decided(level, cast, hangs[1]):
        return False
    joined = {each for each in below(level, seat) if stand(level, each) is None}
    return _is_undecided(level, cast, seat) and not joined & cast.keys()
