"""Dunning: each guard at its edge, and what the moves set."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.workflows.build import CHARGES, NOON, case, ladder, one_level, person
from workflows.case import SYSTEM, Actor, Case
from workflows.dunning import dunning
from workflows.engine import Decision, Refused
from workflows.measures import PROHIBITED

SECOND = timedelta(seconds=1)
CLERK, BOSS, FINANCE = person("clerk"), person("supervisor"), person("finance")
SUBMITTER = person("clerk", name="submitter")
PAID = {each: {**row, "balance_fen": 0} for each, row in CHARGES.items()}


def taken(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> Decision:
    decision = dunning.decide(at, who, trigger, form or {})
    assert isinstance(decision, Decision), decision
    return decision


def refused(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> list[str]:
    refusal = dunning.decide(at, who, trigger, form or {})
    assert isinstance(refusal, Refused) and refusal.kind == "not_so", refusal
    return [rule.name for rule in refusal.rules]


def opened(form: dict[str, Any], **rest: Any) -> Decision | list[str]:
    at = case("dunning", "draft", details={"charges": None}, **rest)
    answer = dunning.open(at, CLERK, {"measure": "sms", "customer": "k1", "charges": ["c1"], **form})
    return answer if isinstance(answer, Decision) else [rule.name for rule in answer.rules]


def test_the_snapshot_is_frozen_at_the_opening() -> None:
    decision = opened({"charges": "overdue"})
    assert isinstance(decision, Decision)
    details = decision.change.details
    assert (details["charges"], details["debt_fen"]) == (["c1", "c2"], 50120)
    assert details["limitations"] == {"c1": "2029-01-31", "c2": None}
    assert details["customer"] == "k1"


@pytest.mark.parametrize(
    ("form", "rest", "rule"),
    [
        ({"charges": ["c9"]}, {}, "payer_of_charges"),
        ({"charges": ["c1", "c3"]}, {}, "charges_overdue"),
        ({}, {"policy": {"thresholds": {"arrears_over_fen": 25060}}}, "arrears_over_threshold"),
        ({"charges": "overdue"}, {"facts": {"charges": PAID}}, "arrears_over_threshold"),
    ],
)
def test_only_arrears_of_the_payer_are_demanded(
    form: dict[str, Any], rest: dict[str, Any], rule: str
) -> None:
    names = opened(form, **rest)
    assert isinstance(names, list) and rule in names


def test_the_threshold_must_be_exceeded() -> None:
    assert isinstance(opened({}, policy={"thresholds": {"arrears_over_fen": 25059}}), Decision)


def test_a_charge_is_overdue_on_the_day_after_in_the_office() -> None:
    due = datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
    assert opened({"charges": ["c2"]}, now=due) == ["charges_overdue"]
    assert isinstance(opened({"charges": ["c2"]}, now=due + SECOND), Decision)


@pytest.mark.parametrize("measure", sorted(PROHIBITED))
def test_cutting_supplies_is_refused_wherever_a_measure_is_given(measure: str) -> None:
    assert opened({"measure": measure}) == ["measure_prohibited"]
    assert refused(case("dunning", "draft"), SUBMITTER, "amend", {"measure": measure}) == [
        "measure_prohibited"
    ]
    at = case("dunning", "waiting_payment", details={"pay_until": NOON})
    assert "measure_prohibited" in refused(at, CLERK, "escalate_step", {"measure": measure})


@pytest.mark.parametrize(
    ("details", "facts", "form", "rules"),
    [
        ({}, {}, {}, []),
        ({}, {"other_dispute": True}, {}, ["no_open_dispute"]),
        ({"measure": "call"}, {}, {}, ["earlier_step_proven"]),
        ({"measure": "call"}, {"step_proven": True}, {}, []),
        ({"measure": "call"}, {}, {"skip_reason": "已联系"}, []),
        ({}, {"charges": PAID}, {}, ["debt_left"]),
    ],
)
def test_submit_asks_for_debt_peace_and_the_earlier_step(
    details: dict[str, Any], facts: dict[str, Any], form: dict[str, Any], rules: list[str]
) -> None:
    at = case("dunning", "draft", details=details, facts=facts)
    if rules:
        assert refused(at, SUBMITTER, "submit", form) == rules
    else:
        assert taken(at, SUBMITTER, "submit", form).dest.name == "pending_approval"


def levels(*seats: str) -> dict[str, Any]:
    each = [{"name": seat, "seats": [{"desk": seat}], "over_fen": 0} for seat in seats]
    return {"approvals": {"measure": {"levels": each}}}


@pytest.mark.parametrize(
    ("measure", "hardship", "seats", "allowed"),
    [
        ("call", True, ("supervisor",), True),
        ("written_notice", True, ("supervisor",), False),
        ("written_notice", True, ("supervisor", "pm"), True),
        ("written_notice", False, ("supervisor",), True),
    ],
)
def test_hardship_beyond_calls_needs_a_pm_among_the_signers(
    measure: str, hardship: bool, seats: tuple[str, ...], allowed: bool
) -> None:
    facts = {"hardship": hardship, "step_proven": True}
    at = case("dunning", "draft", details={"measure": measure}, facts=facts, policy=levels(*seats))
    assert isinstance(dunning.decide(at, SUBMITTER, "submit", {}), Decision) == allowed


@pytest.mark.parametrize(
    ("measure", "facts", "holding"),
    [
        ("lawyer_letter", {}, {"measure_letter"}),
        ("lawsuit", {"batch_size": 20}, {"measure_court"}),
        ("lawsuit", {"batch_size": 21}, {"measure_court", "batch"}),
        ("call", {"hardship": True}, set()),
        ("written_notice", {"hardship": True}, {"hardship"}),
    ],
)
def test_facts_of_levels(measure: str, facts: dict[str, Any], holding: set[str]) -> None:
    at = case("dunning", "draft", details={"measure": measure}, facts=facts)
    assert {fact.name for fact in dunning.facts if fact.check(at)} == holding


def test_the_last_vote_reads_the_debt_again() -> None:
    at = case("dunning", "pending_approval", ladder=one_level())
    assert taken(at, BOSS, "approve").dest.name == "approved"
    paid = case("dunning", "pending_approval", ladder=one_level(), facts={"charges": PAID})
    assert refused(paid, BOSS, "approve") == ["debt_left"]


@pytest.mark.parametrize(
    ("hour_utc", "measure", "allowed"),
    [
        (0, "sms", False),
        (1, "sms", True),
        (11, "sms", True),
        (12, "sms", False),
        (12, "written_notice", True),
    ],
)
def test_messages_and_calls_keep_to_the_hours(hour_utc: int, measure: str, allowed: bool) -> None:
    at = case("dunning", "approved", details={"measure": measure}, now=NOON.replace(hour=hour_utc))
    assert isinstance(dunning.decide(at, CLERK, "execute", {}), Decision) == allowed


@pytest.mark.parametrize(("day", "week", "allowed"), [(4, 19, True), (5, 19, False), (4, 20, False)])
def test_nobody_is_contacted_over_and_over(day: int, week: int, allowed: bool) -> None:
    at = case("dunning", "approved", facts={"contacts_today": day, "contacts_this_week": week})
    assert isinstance(dunning.decide(at, CLERK, "execute", {}), Decision) == allowed


def test_the_timer_of_execute_is_for_messages_only() -> None:
    (timer,) = dunning.by_state["approved"].timers
    assert timer.when is not None and timer.hours == "calling"
    for measure in ("sms", "call", "lawsuit"):
        at = case("dunning", "approved", details={"measure": measure})
        assert timer.when.check(at, SYSTEM, {}) == (measure == "sms")


def test_the_reasonable_time_begins_with_the_delivery() -> None:
    at = NOON - timedelta(days=2)
    details = taken(case("dunning", "executing"), SYSTEM, "delivered", {"at": at}).change.details
    assert details["delivered_at"] == at
    assert details["pay_until"] == at + timedelta(days=15)
    named = case("dunning", "executing", details={"pay_by": date(2026, 3, 20)})
    until = taken(named, SYSTEM, "delivered").change.details["pay_until"]
    assert until == datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def test_the_next_channel_is_tried_until_every_one_has_failed() -> None:
    details: dict[str, Any] = {"measure": "written_notice"}
    details |= taken(case("dunning", "approved", details=details), CLERK, "execute").change.details
    assert details["channel"] == "post"
    first = taken(case("dunning", "executing", details=details), CLERK, "undelivered", {"reason": "拒收"})
    assert (first.change.details["channel"], first.effects) == ("hand", ("send_demand",))
    details |= first.change.details
    at = case("dunning", "executing", details=details)
    assert refused(at, CLERK, "escalate_step") == ["every_channel_failed"]
    second = taken(at, CLERK, "undelivered", {"reason": "不在家"})
    assert second.effects == ("tell_desk:clerk",)
    details |= second.change.details
    assert (
        taken(case("dunning", "executing", details=details), CLERK, "escalate_step").dest.name == "escalated"
    )


@pytest.mark.parametrize(("early", "allowed"), [(SECOND, False), (timedelta(), True)])
def test_the_next_step_waits_for_the_reasonable_time(early: timedelta, allowed: bool) -> None:
    at = case("dunning", "waiting_payment", details={"pay_until": NOON + early})
    for who in (SYSTEM, CLERK):
        assert isinstance(dunning.decide(at, who, "escalate_step", {}), Decision) == allowed


@pytest.mark.parametrize(
    ("measure", "form", "wanted"),
    [
        ("sms", {}, "call"),
        ("call", {}, "written_notice"),
        ("written_notice", {}, "lawyer_letter"),
        ("lawyer_letter", {}, "mediation"),
        ("mediation", {}, "payment_order"),
        ("mediation", {"measure": "lawsuit"}, "lawsuit"),
        ("sms", {"measure": "written_notice", "reason": "搬走"}, "written_notice"),
        ("sms", {"measure": "written_notice"}, None),
        ("call", {"measure": "sms"}, None),
        ("call", {"measure": "call"}, None),
        ("lawsuit", {}, None),
        ("lawsuit", {"measure": "payment_order"}, None),
    ],
)
def test_steps_go_up_one_at_a_time_or_with_a_reason(
    measure: str, form: dict[str, str], wanted: str | None
) -> None:
    at = case("dunning", "waiting_payment", details={"measure": measure, "pay_until": NOON})
    decision = dunning.decide(at, CLERK, "escalate_step", form)
    said = decision.change.details["next_measure"] if isinstance(decision, Decision) else None
    assert said == wanted


def test_a_court_measure_has_no_timer_for_a_next_step() -> None:
    (timer,) = dunning.by_state["waiting_payment"].timers
    assert timer.when is not None
    assert timer.when.check(case("dunning", "waiting_payment"), SYSTEM, {})
    assert not timer.when.check(
        case("dunning", "waiting_payment", details={"measure": "lawsuit"}), SYSTEM, {}
    )


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        (date(2026, 3, 3), False),
        (date(2026, 3, 4), True),
        (date(2026, 4, 3), True),
        (date(2026, 4, 4), False),
    ],
)
def test_a_promise_lies_at_most_thirty_days_ahead(by: date, allowed: bool) -> None:
    decision = dunning.decide(case("dunning", "waiting_payment"), CLERK, "promise", {"by": by})
    assert isinstance(decision, Decision) == allowed


@pytest.mark.parametrize(("amount", "allowed"), [(1, True), (50120, True), (50121, False)])
def test_a_promise_is_at_most_the_debt(amount: int, allowed: bool) -> None:
    form = {"by": date(2026, 3, 10), "amount_fen": amount}
    assert (
        isinstance(dunning.decide(case("dunning", "waiting_payment"), CLERK, "promise", form), Decision)
        == allowed
    )


@pytest.mark.parametrize(("left", "broken"), [(25060, True), (15060, False), (15061, True), (0, False)])
def test_a_promise_is_broken_while_its_part_is_unpaid(left: int, broken: bool) -> None:
    form = {"by": date(2026, 3, 10), "amount_fen": 10000}
    at = case("dunning", "waiting_payment", details={"charges": ["c1"]})
    details = {"charges": ["c1"], **taken(at, CLERK, "promise", form).change.details}
    now = {"c1": {**CHARGES["c1"], "balance_fen": left}}
    promised = case("dunning", "promised", details=details, facts={"charges": now})
    assert isinstance(dunning.decide(promised, SYSTEM, "broken", {}), Decision) == broken


def test_it_is_settled_when_nothing_of_the_snapshot_is_owed() -> None:
    assert refused(case("dunning", "executing"), SYSTEM, "payment_full") == ["is_settled"]
    assert taken(case("dunning", "executing", facts={"charges": PAID}), SYSTEM, "payment_full").books
    unread = case("dunning", "executing", facts={"charges": {}})
    assert refused(unread, SYSTEM, "payment_full") == ["is_settled"]


def test_a_part_payment_changes_the_balance_and_not_what_was_approved() -> None:
    part = {**CHARGES, "c1": {**CHARGES["c1"], "balance_fen": 60}}
    change = taken(
        case("dunning", "pending_approval", facts={"charges": part}), SYSTEM, "payment_part"
    ).change
    assert change.details == {"balance_fen": 25120}
    assert not set(change.details) & set(dunning.bound)


@pytest.mark.parametrize(("delivered", "dest"), [(None, "draft"), (NOON, "waiting_payment")])
def test_a_dispute_before_the_first_delivery_leads_back_to_draft(
    delivered: datetime | None, dest: str
) -> None:
    at = case("dunning", "disputed", details={"delivered_at": delivered})
    assert taken(at, BOSS, "dispute_rejected", {"reason": "属实"}).dest.name == dest


@pytest.mark.parametrize(
    ("cuts", "dest"),
    [
        ([("c1", 25060), ("c2", 25060)], "settled"),
        ([("c1", 25060), ("c2", 25059)], "draft"),
        ([("c1", 25060), ("c1", 1)], None),
        ([("c3", 1)], None),
    ],
)
def test_an_adjustment_reduces_the_charges_of_the_request(
    cuts: list[tuple[str, int]], dest: str | None
) -> None:
    form = {"lines": [{"charge": c, "reduce_by_fen": fen} for c, fen in cuts], "reason": "面积有误"}
    decision = dunning.decide(
        case("dunning", "adjusting", details={"delivered_at": NOON}), FINANCE, "adjusted", form
    )
    if dest is None:
        assert isinstance(decision, Refused) and decision.rules[0].name == "reduction_within_balance"
        return
    assert isinstance(decision, Decision) and decision.dest.name == dest
    assert decision.change.details["delivered_at"] is None
    assert decision.change.details["debt_fen"] == 50120 - sum(fen for _, fen in cuts)


@pytest.mark.parametrize("measure", ["sms", "lawyer_letter", "mediation", "lawsuit", "repossess_room"])
def test_a_judgment_needs_a_court(measure: str) -> None:
    at = case("dunning", "waiting_payment", details={"measure": measure})
    form = {"file_no": "1", "decided_on": date(2026, 3, 1), "amount_fen": 1}
    allowed = measure in ("lawsuit", "repossess_room")
    assert isinstance(dunning.decide(at, person("legal"), "judgment", form), Decision) == allowed


@pytest.mark.parametrize(
    ("ground", "over", "proof", "allowed"),
    [
        ("limitation", True, ["f"], True),
        ("limitation", False, ["f"], False),
        ("bankruptcy", False, ["f"], True),
        ("death", False, [], False),
    ],
)
def test_a_write_off_needs_its_ground_with_proof(
    ground: str, over: bool, proof: list[str], allowed: bool
) -> None:
    at = case("dunning", "waiting_payment", facts={"limitation_over": over})
    form = {"ground": ground, "proof": proof}
    assert isinstance(dunning.decide(at, FINANCE, "write_off", form), Decision) == allowed


def test_withdrawing_is_over_with_the_first_decision() -> None:
    from_start = case("dunning", "pending_approval", ladder=one_level())
    assert taken(from_start, SUBMITTER, "withdraw").dest.name == "withdrawn"
    decided = case("dunning", "pending_approval", ladder=ladder(position=1))
    assert refused(decided, SUBMITTER, "withdraw") == ["no_decision_yet"]
