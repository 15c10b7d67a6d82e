"""Every set of levels that a policy could ask at once: by its limits, and by the facts that may hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from workflows.engine import Workflow
from workflows.levels import Level, asked, level_from


@dataclass(frozen=True, slots=True)
class Round:
    """The levels of the amounts from `amount_fen` up to the next limit, while just these facts hold."""

    approval: str
    amount_fen: int
    facts: tuple[str, ...]
    levels: tuple[Level, ...]

    def __str__(self) -> str:
        facts = "".join(f" {fact}" for fact in self.facts)
        return f"from {self.amount_fen / 100:.2f}{facts} ({', '.join(level.name for level in self.levels)})"


def rounds(table: Workflow, approval: str, raw: Sequence[Mapping[str, Any]]) -> list[Round]:
    """The first of each distinct set of levels, from the smallest amount and the fewest facts on."""
    found: dict[tuple[Level, ...], Round] = {}
    for each in every_round(table, approval, raw):
        found.setdefault(each.levels, each)
    return list(found.values())


def every_round(
    table: Workflow, approval: str, raw: Sequence[Mapping[str, Any]], *, more: Sequence[int] = ()
) -> list[Round]:
    """Of every amount at which a limit is passed (and of `more`) and every set of facts."""
    levels = [level_from(each) for each in raw]
    amounts = sorted({0, *more, *(level.over_fen + 1 for level in levels if level.over_fen)})
    found = [
        Round(approval, amount, facts, asked(raw, amount_fen=amount, facts=facts))
        for facts in _sets_of_facts(table)
        for amount in amounts
    ]
    return sorted(found, key=lambda each: (each.amount_fen, len(each.facts)))


def widest(every: Sequence[Round]) -> list[Round]:
    """Those not contained in another: whoever can complete these can complete all."""
    sets = [frozenset(each.levels) for each in every]
    return [each for each, mine in zip(every, sets, strict=True) if not any(mine < other for other in sets)]


def _sets_of_facts(table: Workflow) -> Iterator[tuple[str, ...]]:
    """Of all facts, also those that no level names: the table may come here because of one."""
    names = [fact.name for fact in table.facts]
    apart = {frozenset({fact.name, other}) for fact in table.facts for other in fact.excludes}
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if not any(frozenset(pair) in apart for pair in combinations(chosen, 2)):
                yield chosen
