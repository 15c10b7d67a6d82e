"""What speaks for fraud, and what does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.signals import Slip, Told, Trail, signals

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
LIMITS = (0, 200_000, 1_000_000)


def names(**facts: Any) -> list[str]:
    return [each.name for each in signals(Trail(now=NOW, **facts))]


def told(trigger: str, amount: int | None = None, payee: Any = None, *, days_ago: int = 30) -> Told:
    return Told(trigger, NOW - timedelta(days=days_ago), amount, payee)


def test_an_honest_ticket_says_nothing() -> None:
    assert names() == []
    assert names(amount_fen=500_000, limits=LIMITS, votes=[(NOW - timedelta(hours=2), NOW)]) == []


def test_slips_that_together_pass_what_each_alone_does_not() -> None:
    [found] = signals(Trail(NOW, 150_000, LIMITS, [Slip("RF-1", 100_000)]))
    assert (found.name, found.tickets) == ("split_under_limit", ("RF-1",))
    assert "2,500.00" in found.en and "2,000.00" in found.en


@pytest.mark.parametrize(
    ("own", "others"),
    [(100_000, [100_000]), (100_000, []), (250_000, [100_000]), (100_000, [300_000])],
    ids=["exactly the limit", "alone", "over it anyway", "the other was over it anyway"],
)
def test_no_splitting(own: int, others: list[int]) -> None:
    slips = [Slip(f"RF-{n}", amount) for n, amount in enumerate(others)]
    assert names(amount_fen=own, limits=LIMITS, slips=slips) == []


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**9), max_size=5))
def test_splitting_is_told_exactly_when_the_sum_asks_for_a_level_that_nobody_was_asked(
    own: int, others: list[int]
) -> None:
    slips = [Slip("RF", amount) for amount in others]
    asked = {limit for limit in LIMITS if limit and any(each > limit for each in (own, *others))}
    due = {limit for limit in LIMITS if limit and own + sum(others) > limit}
    found = names(amount_fen=own, limits=LIMITS, slips=slips)
    assert found == (["split_under_limit"] if others and due - asked else [])


def test_an_amount_raised_after_a_return() -> None:
    assert names(events=[told("create", 100), told("return"), told("amend", 101)]) == ["raised_after_return"]
    for honest in ([told("create", 100), told("return"), told("amend", 99)],
                   [told("create", 100), told("amend", 200)],
                   [told("create", 100), told("amend", 200), told("return")]):  # fmt: skip
        assert names(events=honest) == []


def test_a_payee_changed_shortly_before() -> None:
    first, second = {"name": "张伟", "account_last4": "1111"}, {"name": "张伟", "account_last4": "2222"}
    fresh = [told("create", 1, first), told("amend", None, second, days_ago=1)]
    assert names(events=fresh) == ["payee_changed"]
    assert names(events=[told("create", 1, first), told("amend", None, second)]) == []
    assert names(events=[told("create", 1, first), told("amend", None, first, days_ago=1)]) == []


def test_circles_and_an_applicant_in_the_approvers_chair() -> None:
    assert names(substitutes=[("a", "b"), ("b", "a")]) == ["circular_substitution"]
    assert names(opinions=[("a", "b"), ("b", "a")]) == ["circular_delegation"]
    assert names(substitutes=[("a", "b"), ("b", "c")], opinions=[("a", "b")]) == []
    assert names(applicant_for=["supervisor"]) == ["applicant_stands_in"]


def test_a_payee_that_others_share() -> None:
    assert names(same_account=["RF-2"], staff_named=["张伟"]) == ["payee_shared", "payee_is_staff"]


@pytest.mark.parametrize(("seconds", "found"), [(0, True), (9, True), (10, False), (600, False)])
def test_a_vote_given_sooner_than_anybody_reads(seconds: int, found: bool) -> None:
    votes = [(NOW - timedelta(seconds=seconds), NOW)]
    assert (names(votes=votes) == ["decided_in_seconds"]) is found
