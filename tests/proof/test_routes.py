"""What a rule says of others without showing it is true: tried on every ladder, vote and deduction."""

from collections.abc import Iterator
from itertools import product

import pytest

from tests.workflows.build import case, person
from workflows.case import Actor, Case, Ladder
from workflows.catalog import CATALOG
from workflows.ladder import Level, Seat, Vote
from workflows.terms import Rule

LEVELS = (
    (Level("one", (Seat("pm"),)),),
    (Level("one", (Seat("pm"), Seat("finance")), mode="all"),),
    (Level("one", (Seat("pm"),)), Level("two", (Seat("city"),))),
    (Level("one", (Seat("pm"), Seat("finance"), Seat("city")), mode="ratio"),),
)
VOTES: tuple[tuple[Vote, ...], ...] = ((), (Vote("x", 1, "approve"),), (Vote("x", 1, "refuse"),))
ACTORS = (person("pm"), person("finance"), person("city"), person("clerk"))


def tried() -> Iterator[tuple[Case, Actor]]:
    for levels, position, votes, fen, actor in product(LEVELS, (0, 1), VOTES, (0, 1, 100_000), ACTORS):
        book = Ladder(levels, min(position, len(levels) - 1), votes)
        yield case("refund", "pending_approval", details={"deduction_fen": fen}, ladder=book), actor


def saying() -> list[tuple[Rule, Rule, bool]]:
    rules = {row.route for versions in CATALOG.values() for row in versions.newest.rows if row.route}
    implied = [(rule, other, True) for rule in rules for other in rule.implies]
    return sorted(implied + [(r, o, False) for r in rules for o in r.excludes], key=lambda each: each[0].name)


@pytest.mark.parametrize(
    ("rule", "other", "holds"), saying(), ids=lambda each: getattr(each, "name", str(each))
)
def test_what_a_route_says_of_another_is_so(rule: Rule, other: Rule, holds: bool) -> None:
    found = [(c, a) for c, a in tried() if rule.check(c, a, {})]
    assert found, "it never holds in what was tried"
    assert all(other.check(c, a, {}) is holds for c, a in found)


@pytest.mark.parametrize("name", CATALOG)
def test_facts_that_exclude_each_other_are_facts(name: str) -> None:
    facts = {fact.name for fact in CATALOG[name].newest.facts}
    assert {other for fact in CATALOG[name].newest.facts for other in fact.excludes} <= facts


@pytest.mark.parametrize(
    "measure", ["sms", "call", "written_notice", "lawyer_letter", "mediation", "lawsuit"]
)
def test_a_letter_is_no_court_measure(measure: str) -> None:
    facts = {fact.name: fact for fact in CATALOG["dunning"].newest.facts}
    asked = case("dunning", "draft", details={"measure": measure})
    assert not (facts["measure_letter"].check(asked) and facts["measure_court"].check(asked))
