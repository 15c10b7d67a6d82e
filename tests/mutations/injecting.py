"""How a fault is put into a table: everywhere it can be, the parts that are replaced once for each place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows.engine import Workflow
from workflows.proof.paths import groups
from workflows.terms import (
    STAY,
    Move,
    Rule,
    State,
    Timer,
    signer,
)

Parts = Mapping[str, Any]
NEVER = Rule("never", "从不", "Never", lambda case, actor, form: False)


@dataclass(frozen=True, slots=True)
class TableFault:
    """`found`: the rule of the finding, or words of the check at import.

    More than one where the fault has, in some tables, a consequence that the import check meets first.
    """

    name: str
    found: str | tuple[str, ...]
    inject: Callable[[Workflow], Iterator[Parts]]


def rows(every: Iterable[Move]) -> Parts:
    return {"moves": [list(every)]}


def swapped(table: Workflow, old: Move, *new: Move) -> Parts:
    return rows(each for row in table.rows for each in (new if row is old else (row,)))


def restated(table: Workflow, old: State, new: State) -> Parts:
    return {"states": [new if each is old else each for each in table.states]}


def opens(table: Workflow) -> list[State]:
    return [each for each in table.states if not each.is_end]


def approvals(table: Workflow) -> list[State]:
    return [each for each in table.states if each.approval]


def ends(table: Workflow) -> list[str]:
    return [each.name for each in table.states if each.is_end]


def timers_with(table: Workflow, change: Callable[[Timer], Timer]) -> Iterator[Parts]:
    for each in table.states:
        for n, timer in enumerate(each.timers):
            timers = (*each.timers[:n], change(timer), *each.timers[n + 1 :])
            yield restated(table, each, replace(each, timers=timers))


def routed(table: Workflow) -> list[tuple[list[Move], list[Move]]]:
    """The rows of each state and trigger that has a choice, and all others."""
    choices = [list(each) for each in groups(table.rows).values() if len(each) > 1]
    return [(each, [row for row in table.rows if row not in each]) for each in choices]


def without(table: Workflow, drops: Callable[[State, Move], bool]) -> Iterator[Parts]:
    for each in approvals(table):
        yield rows(r for r in table.rows if r.source != each.name or not drops(each, r))


def passes(asking: State, row: Move) -> bool:
    return row.source == asking.name and row.trigger == "approve" and row.dest != STAY


def votes(table: Workflow) -> list[Move]:
    return [row for row in table.rows if signer in row.by]


def targets(table: Workflow, asking: State) -> list[str]:
    return [row.dest for row in table.rows if passes(asking, row)]


def leads_behind(table: Workflow, trigger: str) -> Iterator[Parts]:
    for each in approvals(table):
        for row in table.rows:
            if row.source == each.name and row.trigger == trigger:
                yield from (swapped(table, row, replace(row, dest=dest)) for dest in targets(table, each))


def beside(table: Workflow, **changes: Any) -> Parts:
    return {"exceptional": replace(table.exceptional, **changes)}
