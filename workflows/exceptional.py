"""What a workflow allows beside its table: terminate, jump, reopen; never where money is on its way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.soundness import Unsound
from workflows.terms import Rule, State

Details = Mapping[str, Any]


def _never(details: Details) -> bool:
    return False


def always(details: Details) -> bool:
    return True


def where_any(*names: str) -> Callable[[Details], bool]:
    """The case is about money as soon as one of these sums is there."""
    return lambda details: any(details.get(name) for name in names)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """`ends`: to which a case may be terminated, the first unless another is named; none: not at all.

    `reopens`: the ends after which a further round may be opened. `money`, asked of the details: two
    persons are needed. `when` holds for whatever is done; `books` and `effects` go with a termination,
    `jump_books` and `effects` with a jump. `sealed`: money is on its way, so nobody leaves by hand and
    nobody jumps there. `no_jump`: only a move of the table leads there. `needs`: details without which
    a state makes no sense. `jump_when`: what must hold besides for a jump to a state.
    """

    ends: tuple[str, ...] = ()
    reopens: tuple[str, ...] = ()
    money: Callable[[Details], bool] = _never
    when: tuple[Rule, ...] = ()
    books: tuple[str, ...] = ()
    jump_books: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    no_jump: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    jump_when: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


def check(name: str, states: Sequence[State], allowed: Exceptional) -> None:
    """Raises Unsound for a name that the table does not know, or an end that is none."""
    faults = list(_faults(states, allowed))
    if faults:
        raise Unsound(f"{name}: " + "; ".join(faults))


def _faults(states: Sequence[State], allowed: Exceptional) -> Iterator[str]:
    ends = {state.name for state in states if state.is_end}
    waiting = {state.name for state in states} - ends
    yield from _unknown("no end to terminate to", allowed.ends, ends)
    yield from _unknown("no end to reopen after", allowed.reopens, ends)
    yield from _unknown("no state to be sealed", allowed.sealed, waiting)
    yield from _unknown("no state to keep jumps from", allowed.no_jump, waiting)
    yield from _unknown("no state with needs", (*allowed.needs, *allowed.jump_when), waiting)


def _unknown(said: str, names: Iterable[str], known: set[str]) -> Iterator[str]:
    return (f"{name} is {said}" for name in names if name not in known)
