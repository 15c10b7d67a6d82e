"""A whole policy against a whole office: the worst round counts, and the answer comes at once."""

import time
from typing import Any

from workflows.catalog import CATALOG
from workflows.proof.rounds import rounds, widest
from workflows.proof.seating import Person
from workflows.proof.staffed import gaps, hanging, undecided_votes
from workflows.words import DESKS

REFUND = CATALOG["refund"].newest
DUNNING = CATALOG["dunning"].newest
Raw = dict[str, Any]


def level(name: str, *desks: str, **rest: Any) -> Raw:
    return {"name": name, "seats": [{"desk": desk} for desk in desks], "mode": "all", "over_fen": 0, **rest}


def policy(*levels: Raw) -> Raw:
    return {"approvals": {"refund": {"levels": list(levels)}}}


def staff(**desks: int) -> list[Person]:
    return [Person(f"{d}{n}", f"{d}{n}", frozenset({d})) for d, held in desks.items() for n in range(held)]


def test_every_limit_and_every_fact_makes_a_round_of_its_own() -> None:
    levels = [level("a", "pm"), level("b", "city", over_fen=100), level("c", "hq", only_if=["is_fee"])]
    found = [
        (each.amount_fen, each.facts, [x.name for x in each.levels])
        for each in rounds(REFUND, "refund", levels)
    ]
    assert found == [
        (0, (), ["a"]),
        (0, ("is_fee",), ["a", "c"]),
        (101, (), ["a", "b"]),
        (101, ("is_fee",), ["a", "b", "c"]),
    ]
    assert [len(each.levels) for each in widest(rounds(REFUND, "refund", levels))] == [3]


def test_facts_that_exclude_each_other_make_no_round() -> None:
    """One legal is enough for letters and for courts, since no measure is both."""
    letter = level("letter", "legal", only_if=["measure_letter"])
    court = level("court", "legal", only_if=["measure_court"])
    body = {"approvals": {"measure": {"levels": [letter, court]}}}
    assert gaps(DUNNING, body, staff(legal=1)) == []


def test_only_the_round_that_asks_the_missing_desk_is_a_gap() -> None:
    found = gaps(REFUND, policy(level("a", "pm"), level("b", "hq", over_fen=100)), staff(clerk=2, pm=1))
    assert [(str(gap.round), gap.missing[0].desk) for gap in found] == [("from 1.01 (a, b)", "hq")]


def test_a_vote_with_seats_for_nobody_may_hang() -> None:
    """Three of five must agree, and there are three: one no, and nothing is ever decided."""
    five = level("five", "pm", "pm", "pm", "pm", "pm", mode="ratio", **{"pass": 60, "reject": 60})
    assert gaps(REFUND, policy(five), staff(clerk=2, pm=3)) == []
    assert [found.name for _, found in undecided_votes(REFUND, policy(five), staff(pm=3))] == ["five"]
    assert list(undecided_votes(REFUND, policy(five), staff(pm=5))) == []
    alone = level("any", "pm", "city", mode="any")
    assert list(undecided_votes(REFUND, policy(alone), staff(pm=1))) == []


def test_thirty_levels_and_an_office_of_five_hundred_are_proven_within_a_second() -> None:
    desks = sorted(DESKS)
    levels = [
        level(
            str(n),
            *(desks[n % 15], desks[(n + 4) % 15], desks[(n + 9) % 15]),
            mode=("all", "any", "ratio")[n % 3],
            over_fen=n * 1000,
            only_if=["is_fee"] if n % 5 == 0 else [],
        )
        for n in range(30)
    ]
    people = staff(**{desk: 34 for desk in desks})
    began = time.process_time()
    assert gaps(REFUND, policy(*levels), people) == []
    assert [len(each.smallest) for each in hanging(REFUND, policy(*levels), people)] == [31]
    assert time.process_time() - began < 1.0
