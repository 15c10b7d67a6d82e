"""The check at import: a table that could get stuck, or says what is not there, is refused."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from workflows.terms import Move, Opening, State
from workflows.words import DESKS, TITLES


class Unsound(Exception):
    """The table is wrong; the message names the workflow, the state or trigger, and why."""


def check(name: str, states: Sequence[State], rows: Sequence[Move]) -> None:
    """Raises Unsound with everything that is wrong, one line each."""
    faults = [
        *_unknown_states(states, rows),
        *_unreachable(states, rows),
        *_dead_ends(states, rows),
        *_no_way_to_an_end(states, rows),
        *_bad_timers(states, rows),
        *_nobody_watches(states),
        *_routes_with_holes(rows),
        *_approvals_without_signer(states, rows),
    ]
    if faults:
        raise Unsound(f"{name}: " + "; ".join(faults))


def check_names(
    name: str, opening: Opening, states: Iterable[State], rows: Sequence[Move], approvals: Collection[str]
) -> None:
    """Raises Unsound when a table uses a name that no list holds."""
    faults = [
        *(f"no title for {each}" for each in sorted({opening.trigger, *_triggers(rows)} - TITLES.keys())),
        *(f"unknown desk {each}" for each in sorted(_desks(opening, states, rows) - DESKS)),
        *(f"{s.name} asks the unknown approval {s.approval}" for s in states if _asks_unknown(s, approvals)),
    ]
    if faults:
        raise Unsound(f"{name}: " + "; ".join(faults))


def check_migrates(name: str, states: Iterable[State], migrates: Mapping[str, str]) -> None:
    """Raises Unsound where older tickets would come to nothing, or to an end that nobody decided."""
    open_states = {state.name for state in states if not state.is_end}
    faults = [
        f"{old} migrates to {to}, no open state" for old, to in migrates.items() if to not in open_states
    ]
    if faults:
        raise Unsound(f"{name}: " + "; ".join(faults))


def _triggers(rows: Iterable[Move]) -> set[str]:
    return {row.trigger for row in rows}


def _desks(opening: Opening, states: Iterable[State], rows: Iterable[Move]) -> set[str]:
    at_work = {state.work.who.desk for state in states if state.work}
    firing = {who.desk for by in (opening.by, *(row.by for row in rows)) for who in by}
    return (at_work | firing) - {""}


def _asks_unknown(state: State, approvals: Collection[str]) -> bool:
    return bool(state.approval) and state.approval not in approvals


def _unknown_states(states: Sequence[State], rows: Iterable[Move]) -> list[str]:
    known = {state.name for state in states}
    doubled = [state.name for state in states if sum(each.name == state.name for each in states) > 1]
    missing = {name for row in rows for name in (row.source, row.lands) if name not in known}
    return [f"unknown state {name}" for name in sorted(missing)] + [f"state {name} twice" for name in doubled]


def _unreachable(states: Sequence[State], rows: Sequence[Move]) -> list[str]:
    seen, front = {states[0].name}, [states[0].name]
    while front:
        here = front.pop()
        new = {row.lands for row in rows if row.source == here} - seen
        seen |= new
        front.extend(new)
    return [f"{state.name} cannot be reached" for state in states if state.name not in seen]


def _dead_ends(states: Iterable[State], rows: Sequence[Move]) -> list[str]:
    leaving = {row.source for row in rows if row.lands != row.source}
    outgoing = {row.source for row in rows}
    stuck = [f"{s.name} has no way out" for s in states if not s.is_end and s.name not in leaving]
    return stuck + [f"the end {s.name} has a way out" for s in states if s.is_end and s.name in outgoing]


def _no_way_to_an_end(states: Iterable[State], rows: Sequence[Move]) -> list[str]:
    """Also without the customer: no case may wait for ever on somebody outside the office."""
    return _cannot_end(states, rows) + [
        f"{fault} without the customer"
        for fault in _cannot_end(states, [r for r in rows if any(who.kind != "customer" for who in r.by)])
    ]


def _cannot_end(states: Iterable[State], rows: Sequence[Move]) -> list[str]:
    states = tuple(states)
    ending = {state.name for state in states if state.is_end}
    grew = True
    while grew:
        new = {row.source for row in rows if row.lands in ending} - ending
        ending |= new
        grew = bool(new)
    return [f"{state.name} cannot end" for state in states if state.name not in ending]


def _bad_timers(states: Iterable[State], rows: Sequence[Move]) -> list[str]:
    fired = {(row.source, row.trigger) for row in rows if any(who.kind == "system" for who in row.by)}
    return [
        f"the timer of {state.name} fires {timer.trigger}, which the system cannot"
        for state in states
        for timer in state.timers
        if (state.name, timer.trigger) not in fired
    ]


def _nobody_watches(states: Iterable[State]) -> list[str]:
    """A state that waits for people needs a clock, a time-out or a reminder."""
    return [
        f"{state.name} waits for people without a clock, timer or reminder"
        for state in states
        if state.work and not (state.clocks or state.timers or state.reminders)
    ]


def _routes_with_holes(rows: Sequence[Move]) -> list[str]:
    """The last row of each state and trigger always holds, and no row stands behind one that does."""
    groups: dict[tuple[str, str], list[Move]] = {}
    for row in rows:
        groups.setdefault((row.source, row.trigger), []).append(row)
    open_ended = [f"{s}.{t} has no otherwise" for (s, t), each in groups.items() if each[-1].route]
    hidden = [
        f"{s}.{t} has a row that is never taken"
        for (s, t), each in groups.items()
        if any(row.route is None for row in each[:-1])
    ]
    return open_ended + hidden


def _approvals_without_signer(states: Iterable[State], rows: Sequence[Move]) -> list[str]:
    """A return must leave the approval: otherwise it would skip the signers still to be asked."""
    approving = {state.name for state in states if state.approval}
    signed = {row.source for row in rows if row.trigger == "approve" and _by_signer(row)}
    stays = {row.source for row in rows if row.trigger == "return" and row.lands in approving}
    return [f"{name} has no approve" for name in approving - signed] + [
        f"return from {name} skips a signer" for name in stays
    ]


def _by_signer(row: Move) -> bool:
    return all(who.kind == "signer" for who in row.by)
