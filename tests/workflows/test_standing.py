"""Stand-ins in the pure rules: whose right, whose eyes, and up to which amount."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.build import case, ladder
from workflows.case import Actor, Behalf, Case
from workflows.catalog import workflow
from workflows.engine import Decision, Refused
from workflows.standing import at_stake, over_cap

PERSONS = st.sampled_from(["absent", "hand", "other", "third"])


def stand_in(*desks: str, cap_fen: int | None = None) -> Actor:
    behalf = Behalf("absent-account", "absent", "absent", cap_fen)
    return Actor("hand-account", "absent", frozenset(desks), behalf=behalf, deputy="hand")


def asked(amount_fen: int = 0) -> Case:
    return case("refund", "pending_approval", ladder=replace(ladder(), amount_fen=amount_fen))


def refusal(at: Case, actor: Actor) -> list[str]:
    refused = workflow("refund").right(at, actor, "approve")
    return [] if refused is None else [rule.name for rule in refused.rules]


def test_the_right_is_the_absent_ones_and_the_hand_is_ones_own() -> None:
    actor = stand_in("supervisor")
    assert (actor.person, actor.hand, actor.owner) == ("absent", "hand", "absent-account")
    own = Actor("hand-account", "hand")
    assert (own.hand, own.owner, own.persons) == ("hand", "hand-account", frozenset({"hand"}))
    assert Actor().persons == frozenset()


@given(barred=st.frozensets(PERSONS), stands_for=st.frozensets(PERSONS))
def test_four_eyes_bar_whoever_is_or_acts_for_or_stands_in_for_one_of_the_barred(
    barred: frozenset[str], stands_for: frozenset[str]
) -> None:
    at = replace(asked(), barred=barred)
    in_anothers = replace(stand_in("supervisor"), stands_for=stands_for)
    in_ones_own = Actor("a", "hand", frozenset({"supervisor"}), stands_for=stands_for)
    assert (refusal(at, in_anothers) == []) == (not barred & ({"absent", "hand"} | stands_for))
    assert (refusal(at, in_ones_own) == []) == (not barred & ({"hand"} | stands_for))


@given(amount=st.integers(0, 10**9), cap=st.none() | st.integers(0, 10**9))
def test_a_vote_is_within_the_cap_by_the_amount_of_the_round(amount: int, cap: int | None) -> None:
    at = asked(amount)
    assert (refusal(at, stand_in("supervisor", cap_fen=cap)) == []) == (cap is None or at_stake(at) <= cap)
    assert at_stake(at) == max(amount, 100_000)


def test_outside_an_approval_the_details_say_what_is_at_stake() -> None:
    at = case("refund", "approved", details={"amount_fen": 70_000})
    assert at_stake(at) == 70_000
    assert over_cap.check(at, stand_in("finance", cap_fen=70_000), {})
    assert not over_cap.check(at, stand_in("finance", cap_fen=69_999), {})
    assert at_stake(case("repair", "on_site", details={"quote_fen": 5})) == 5


def test_a_move_that_raises_the_amount_over_the_cap_is_refused_once_the_form_is_known() -> None:
    at = case("refund", "draft", submitter="absent", details={"amount_fen": 1_000})
    actor = stand_in(cap_fen=2_000)
    table = workflow("refund")
    assert isinstance(table.decide(at, actor, "amend", {"amount_fen": 2_000}), Decision)
    refused = table.decide(at, actor, "amend", {"amount_fen": 2_001})
    assert isinstance(refused, Refused) and [rule.name for rule in refused.rules] == ["over_cap"]


def test_who_did_it_in_anothers_right_checks_it_in_nobodys() -> None:
    facts = {"paid_by": ["hand", "absent"]}
    at = case("refund", "reconcile", facts=facts)
    for person in ("hand", "absent"):
        refused = workflow("refund").right(at, Actor("a", person, frozenset({"finance"})), "confirm_paid")
        assert refused is not None and [rule.name for rule in refused.rules] == ["not_the_payer"]
