"""Which states a table leads to, along which of its rows."""

from collections.abc import Collection, Iterable, Sequence

from workflows.terms import Move


def reached(rows: Iterable[Move], starts: Iterable[str], *, not_past: Collection[str] = ()) -> frozenset[str]:
    """Every state that these rows lead to from `starts`, those included; nobody walks on from `not_past`."""
    rows, front = tuple(rows), list(starts)
    seen = set(front)
    while front:
        here = front.pop()
        if here in not_past:
            continue
        new = {row.lands for row in rows if row.source == here} - seen
        seen |= new
        front.extend(new)
    return frozenset(seen)


def can_end(rows: Iterable[Move], ends: Iterable[str]) -> frozenset[str]:
    """The states from which some end is reached."""
    rows, ending = tuple(rows), set(ends)
    while new := {row.source for row in rows if row.lands in ending} - ending:
        ending |= new
    return frozenset(ending)


def groups(rows: Iterable[Move]) -> dict[tuple[str, str], Sequence[Move]]:
    """The rows of each state and trigger, in the order of the table."""
    found: dict[tuple[str, str], list[Move]] = {}
    for row in rows:
        found.setdefault((row.source, row.trigger), []).append(row)
    return dict(found)
