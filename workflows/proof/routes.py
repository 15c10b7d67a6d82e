"""Routes: exactly one row of a state and trigger is meant, and it is the one that is taken."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from workflows.engine import Workflow
from workflows.proof.finding import Finding, error
from workflows.proof.paths import groups
from workflows.terms import Move, Rule


def implied(rule: Rule | None) -> frozenset[str]:
    """The names of all rules that hold whenever this one does, its own included."""
    if rule is None:
        return frozenset()
    return frozenset({rule.name}).union(*(implied(each) for each in rule.implies))


def route_faults(table: Workflow) -> Iterator[Finding]:
    """The import check has seen to the otherwise at the end, so what is left are routes among themselves."""
    for (source, trigger), rows in groups(table.rows).items():
        where = f"{table.name}.{source}.{trigger}"
        otherwise = sum(row.route is None for row in rows)
        if otherwise != 1:
            zh, en = f"有 {otherwise} 个“其他情况”", f"has {otherwise} rows that always hold, not one"
            yield error("otherwise_not_one", where, zh, en)
        yield from _pairs(where, [row for row in rows if row.route])
        yield from _all_alike(where, rows)


def _pairs(where: str, routed: Sequence[Move]) -> Iterator[Finding]:
    """An earlier route is either the finer one, or can never hold together with a later one."""
    for earlier, later in combinations([row.route for row in routed if row.route], 2):
        if earlier.name == later.name:
            zh, en = f"条件“{earlier.name}”出现两次", f"has the route {earlier.name} twice"
            yield error("route_twice", where, zh, en)
        elif earlier.name in implied(later):
            zh = f"“{later.name}”总被前面的“{earlier.name}”挡住"
            yield error("route_shadowed", where, zh, f"{later.name} is hidden behind {earlier.name}")
        elif later.name not in implied(earlier) and not _apart(earlier, later):
            zh = f"“{earlier.name}”与“{later.name}”可能同时成立"
            yield error("routes_overlap", where, zh, f"{earlier.name} and {later.name} may both hold")


def _apart(one: Rule, other: Rule) -> bool:
    return any(each.name in implied(other) for each in one.excludes) or any(
        each.name in implied(one) for each in other.excludes
    )


def _all_alike(where: str, rows: Sequence[Move]) -> Iterator[Finding]:
    """A route that changes nothing was meant to lead somewhere else, or to be somebody else's."""
    for one, other in combinations(rows, 2):
        if (one.dest, one.by, one.when, one.then, one.effects, one.books) == (
            (other.dest, other.by, other.when, other.then, other.effects, other.books)
        ):
            zh, en = "两行除条件外完全相同", "has two rows that differ in nothing but the route"
            yield error("rows_alike", where, zh, en)
