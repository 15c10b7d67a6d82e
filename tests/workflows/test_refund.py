"""Refunds: each guard at its edge, and what the moves set."""

from typing import Any

import pytest

from tests.workflows.build import case, ladder, one_level, person
from workflows.case import SYSTEM, Actor, Case
from workflows.engine import Decision, Refused
from workflows.refund import refund

SUBMITTER = person("clerk", name="submitter")
LEAD, FINANCE, BOSS = person("engineering_lead"), person("finance"), person("supervisor")


def taken(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> Decision:
    decision = refund.decide(at, who, trigger, form or {})
    assert isinstance(decision, Decision), decision
    return decision


def refused(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> list[str]:
    refusal = refund.decide(at, who, trigger, form or {})
    assert isinstance(refusal, Refused) and refusal.kind == "not_so", refusal
    return [rule.name for rule in refusal.rules]


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, []),
        ({"row_audited": False}, ["audited"]),
        ({"row_frozen_by_other": True}, ["no_other_slip"]),
        ({"free_fen": 99999}, ["within_balance"]),
    ],
)
def test_it_opens_within_the_free_balance_of_an_audited_row(facts: dict[str, Any], rules: list[str]) -> None:
    form = {"deposit": "d1", "amount_fen": 100000, "payee": {}, "reason": "退房"}
    answer = refund.open(case("refund", "draft", facts=facts), person("clerk"), form)
    assert [rule.name for rule in answer.rules] == rules if isinstance(answer, Refused) else not rules


@pytest.mark.parametrize(
    ("kind", "inspected", "deduction", "dest"),
    [
        ("renovation", None, None, "inspection"),
        ("renovation", True, None, "pending_approval"),
        ("renovation", None, 0, "pending_approval"),
        ("renovation", None, 500, "pending_approval"),
        ("other", None, None, "pending_approval"),
        (None, None, None, "pending_approval"),
    ],
)
def test_a_renovation_deposit_is_inspected_once(
    kind: str | None, inspected: bool | None, deduction: int | None, dest: str
) -> None:
    details = {"inspected": inspected, "deduction_fen": deduction}
    at = case("refund", "draft", facts={"row_kind": kind}, details=details)
    assert taken(at, SUBMITTER, "submit", {"receipt": "original"}).dest.name == dest


@pytest.mark.parametrize(
    ("payee", "form", "allowed"),
    [
        ("张伟", {"receipt": "original"}, True),
        ("李娜", {"receipt": "original"}, False),
        ("李娜", {"receipt": "original", "proxy": {"power_of_attorney": ["f"]}}, True),
        ("张伟", {"receipt": "lost", "loss_statement": ["f"]}, True),
        ("张伟", {"receipt": "lost"}, False),
        ("李娜", {"receipt": "lost", "loss_statement": ["f"]}, False),
        ("李娜", {"receipt": "lost", "loss_statement": ["f"], "proxy": {}}, False),
    ],
)
def test_papers_must_be_complete(payee: str, form: dict[str, Any], allowed: bool) -> None:
    at = case("refund", "draft", details={"payee": {"name": payee}})
    assert isinstance(refund.decide(at, SUBMITTER, "submit", form), Decision) == allowed


@pytest.mark.parametrize(("deduction", "allowed"), [(1, True), (100000, True), (100001, False)])
@pytest.mark.parametrize(
    ("state", "who", "trigger"),
    [
        ("inspection", LEAD, "fail"),
        ("second_inspection", LEAD, "damage"),
        ("disputed", person("pm"), "settle"),
    ],
)
def test_a_deduction_is_at_most_the_amount(
    state: str, who: Actor, trigger: str, deduction: int, allowed: bool
) -> None:
    form = {"deduction_fen": deduction, "reason": "墙面"}
    assert isinstance(refund.decide(case("refund", state), who, trigger, form), Decision) == allowed


def test_an_amended_amount_keeps_room_for_the_deduction() -> None:
    at = case("refund", "draft", details={"deduction_fen": 500})
    assert refused(at, SUBMITTER, "amend", {"amount_fen": 499}) == ["deduction_within_amount"]
    assert refused(at, SUBMITTER, "amend", {"amount_fen": 100001}) == ["within_balance"]
    assert taken(at, SUBMITTER, "amend", {"amount_fen": 500}).dest.name == "draft"


def test_silence_is_no_consent_and_only_the_proposed_sum_is_agreed_to() -> None:
    at = case("refund", "deduction_proposed", details={"deduction_fen": 500})
    assert taken(at, SYSTEM, "timeout").dest.name == "disputed"
    clerk = person("clerk")
    assert refused(at, clerk, "customer_agrees", {"deduction_fen": 499}) == ["agreed_is_proposed"]
    assert taken(at, clerk, "customer_agrees", {"deduction_fen": 500}).dest.name == "pending_approval"


@pytest.mark.parametrize(
    ("deduction", "book", "dest"),
    [
        (0, one_level(), "approved"),
        (99999, one_level(), "approved"),
        (100000, one_level(), "closed"),
        (100000, ladder(), "pending_approval"),
        (0, ladder(), "pending_approval"),
    ],
)
def test_nothing_to_pay_closes_at_once_and_only_with_the_last_vote(
    deduction: int, book: Any, dest: str
) -> None:
    at = case("refund", "pending_approval", details={"deduction_fen": deduction}, ladder=book)
    assert taken(at, BOSS, "approve").dest.name == dest


@pytest.mark.parametrize(("tried", "most", "allowed"), [(2, None, True), (3, None, False), (3, 4, True)])
def test_paying_is_tried_three_times(tried: int, most: int | None, allowed: bool) -> None:
    policy = {"thresholds": {"max_tries": most}} if most else {}
    facts = {"instruction_status": "failed"}
    at = case("refund", "pay_failed", details={"try": tried}, facts=facts, policy=policy)
    decision = refund.decide(at, FINANCE, "retry", {})
    assert isinstance(decision, Decision) == allowed
    if isinstance(decision, Decision):
        assert decision.change.details["try"] == tried + 1


@pytest.mark.parametrize("trigger", ["retry", "cancel", "amend"])
@pytest.mark.parametrize("status", ["sent", "failed"])
def test_nothing_is_paid_or_changed_before_the_failure_is_final(trigger: str, status: str) -> None:
    at = case("refund", "pay_failed", facts={"instruction_status": status})
    who = {"retry": FINANCE, "cancel": person("pm"), "amend": SUBMITTER}[trigger]
    assert isinstance(refund.decide(at, who, trigger, {}), Decision) == (status == "failed")


@pytest.mark.parametrize("state", ["paying", "reconcile"])
@pytest.mark.parametrize(("said", "allowed"), [(99500, True), (100000, False), (99499, False), (None, False)])
def test_a_receipt_names_what_was_to_be_paid(state: str, said: int | None, allowed: bool) -> None:
    at = case("refund", state, details={"deduction_fen": 500})
    assert isinstance(refund.decide(at, SYSTEM, "callback_ok", {"amount_fen": said}), Decision) == allowed


def test_a_late_success_after_a_failure_is_a_contradiction() -> None:
    decision = taken(case("refund", "pay_failed"), SYSTEM, "callback_ok", {"amount_fen": 1})
    assert (decision.dest.name, decision.effects) == ("reconcile", ("incident:contradiction",))


def test_it_closes_when_the_books_balance() -> None:
    assert refused(case("refund", "paid"), SYSTEM, "close") == ["books_balanced"]
    balanced = case("refund", "paid", facts={"books_balanced": True})
    assert taken(balanced, SYSTEM, "close").dest.name == "closed"
    (timer,) = refund.by_state["paid"].timers
    assert (timer.again, timer.told) == ("P1D", ("incident:books",))


@pytest.mark.parametrize(("trigger", "state"), [("first_pass", "inspection"), ("pass", "second_inspection")])
def test_evidence_is_asked_for_where_the_policy_names_the_trigger(trigger: str, state: str) -> None:
    form = {"passes_returned": True}
    assert taken(case("refund", state), LEAD, trigger, form)
    strict = case("refund", state, policy={"evidence": [trigger]})
    assert refused(strict, LEAD, trigger, form) == ["evidence_given"]
    assert taken(strict, LEAD, trigger, {**form, "certificate": ["f"], "photos": ["f"]})


def test_passes_must_be_returned_first() -> None:
    assert refused(case("refund", "inspection"), LEAD, "first_pass", {"passes_returned": False}) == [
        "passes_returned"
    ]


@pytest.mark.parametrize(
    ("deduction", "table", "holding"), [(0, "deposit", set()), (1, "charge", {"with_deduction", "is_fee"})]
)
def test_facts_of_levels(deduction: int, table: str, holding: set[str]) -> None:
    at = case("refund", "draft", details={"deduction_fen": deduction}, facts={"row_table": table})
    assert {fact.name for fact in refund.facts if fact.check(at)} == holding


def test_open_slips_of_the_same_payee_count_together() -> None:
    at = case("refund", "pending_approval", facts={"other_slips_fen": 150000})
    assert refund.approvals["refund"].amount(at) == 250000
