"""Repairs: each guard at its edge, and what the moves set."""

from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.build import NOON, case, person, user
from workflows.case import SYSTEM, Actor, Case
from workflows.engine import Decision, Refused
from workflows.repair import repair

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TECH, CLERK = person("tech", name="assignee"), person("clerk")
DISPATCHER = person("dispatcher")


def taken(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> Decision:
    decision = repair.decide(at, who, trigger, form or {})
    assert isinstance(decision, Decision), decision
    return decision


def refused(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> list[str]:
    refusal = repair.decide(at, who, trigger, form or {})
    assert isinstance(refusal, Refused) and refusal.kind == "not_so", refusal
    return [rule.name for rule in refusal.rules]


def opened(form: dict[str, Any], **facts: Any) -> Decision | Refused:
    base = {"category": "水电", "urgency": "normal", "place": "private"}
    return repair.open(case("repair", "reported", facts=facts), CLERK, {**base, **form})


def test_it_needs_a_room_unless_it_is_a_common_part() -> None:
    assert isinstance(opened({}, room=None), Refused)
    assert isinstance(opened({"place": "common"}, room=None), Decision)


@pytest.mark.parametrize(
    ("said", "given", "urgency"),
    [
        ("厨房漏水", "normal", "urgent"),
        ("电梯困人", "normal", "danger"),
        ("燃气味，漏水", "urgent", "danger"),
        ("停电了", "danger", "danger"),
        ("门坏了", "normal", "normal"),
    ],
)
def test_words_of_danger_raise_the_urgency_and_never_lower_it(said: str, given: str, urgency: str) -> None:
    for form, words in (({"text": said}, None), ({"category": said}, None), ({}, said)):
        decision = opened({"urgency": given, **form}, words=words)
        assert isinstance(decision, Decision)
        assert decision.change.ticket == {"urgency": urgency}
        assert (decision.change.details["raised_by"] is not None) == (urgency != given)


def test_a_tech_must_be_named_who_fits() -> None:
    at = case("repair", "pending_dispatch", facts={"skill_needed": True}, policy={"load_limit": 3})
    fits = user("tech", skills=frozenset({"水电"}), load=2)
    assert taken(at, DISPATCHER, "dispatch", {"to": fits}).change.ticket == {"assignee": "account-named"}
    unfit = user("tech", on_duty=False, load=3)
    names = ["has_skill", "on_shift", "under_load_limit"]
    assert refused(at, DISPATCHER, "dispatch", {"to": unfit}) == names
    override = {"to": unfit, "override_reason": "无人可派"}
    assert taken(at, DISPATCHER, "dispatch", override).dest.name == "dispatched"
    clerk = {"to": user("clerk"), "override_reason": "无人可派"}
    assert refused(at, DISPATCHER, "dispatch", clerk) == ["assignee_holds_tech"]


def test_who_grabs_must_fit_too_and_that_is_no_403() -> None:
    at = case("repair", "pending_dispatch", facts={"skill_needed": True}, policy={"load_limit": 3})
    unfit = person("tech", on_duty=False, load=3)
    assert repair.right(at, unfit, "grab") is None
    assert refused(at, unfit, "grab") == ["has_skill", "on_shift", "under_load_limit"]
    fits = person("tech", load=2, skills=frozenset({"水电"}))
    assert taken(at, fits, "grab").change.ticket == {"assignee": "account-somebody"}


def test_no_certificate_is_asked_for_where_none_is_named_after_the_category() -> None:
    assert taken(case("repair", "pending_dispatch"), person("tech"), "grab").dest.name == "dispatched"


def test_automatic_dispatch_waits_until_somebody_qualifies() -> None:
    at = case("repair", "pending_dispatch")
    assert refused(at, SYSTEM, "auto") == ["somebody_qualifies"]
    found = case("repair", "pending_dispatch", facts={"auto_assignee": "a1"})
    assert taken(found, SYSTEM, "auto").change.ticket == {"assignee": "a1"}
    (timer,) = repair.by_state["pending_dispatch"].timers
    assert (timer.again, timer.told) == ("PT5M", ("tell_desk:dispatcher",))


@pytest.mark.parametrize(
    ("state", "who", "trigger", "count"),
    [("dispatched", SYSTEM, "timeout", "timeouts"), ("accepted", TECH, "refuse", "refusals")],
)
def test_going_back_clears_the_assignee_and_counts(state: str, who: Actor, trigger: str, count: str) -> None:
    decision = taken(case("repair", state, details={count: 1}), who, trigger)
    assert decision.change.ticket == {"assignee": None}
    assert decision.change.details == {"last_tech": "assignee", count: 2}


def lines(price_fen: int, quantity: int = 1) -> list[dict[str, Any]]:
    return [{"item": "水龙头", "quantity": quantity, "price_fen": price_fen}]


@pytest.mark.parametrize(
    ("price", "discount", "dest"),
    [
        (500_000, 0, "waiting_quote"),
        (500_001, 0, "quote_review"),
        (100_000, 10_000, "waiting_quote"),
        (100_000, 10_001, "quote_review"),
        (0, 0, "waiting_quote"),
    ],
)
@pytest.mark.parametrize("state", ["on_site", "waiting_quote"])
def test_big_or_cut_quotes_are_reviewed(state: str, price: int, discount: int, dest: str) -> None:
    form = {"lines": lines(price), "discount_fen": discount}
    decision = taken(case("repair", state), TECH, "quote", form)
    assert decision.dest.name == dest
    assert decision.change.details["quote_fen"] == price - discount
    assert decision.change.details["quote_accepted"] is False


def test_a_policy_that_asks_earlier_is_asked_earlier() -> None:
    level = {"name": "one", "seats": [{"desk": "pm"}], "over_fen": 1000}
    policy = {"approvals": {"quote": {"levels": [level]}}}
    for price, dest in ((1000, "waiting_quote"), (1001, "quote_review")):
        decision = taken(case("repair", "on_site", policy=policy), TECH, "quote", {"lines": lines(price)})
        assert decision.dest.name == dest


@pytest.mark.parametrize(
    ("place", "in_warranty", "paid"),
    [("private", False, True), ("private", True, False), ("common", False, False), ("private", None, True)],
)
def test_only_paid_work_is_quoted_and_only_free_work_just_started(
    place: str, in_warranty: bool | None, paid: bool
) -> None:
    at = case("repair", "on_site", details={"place": place, "in_warranty": in_warranty})
    if paid:
        assert refused(at, TECH, "start") == ["free_work"]
        assert taken(at, TECH, "quote", {"lines": lines(1)})
    else:
        assert taken(at, TECH, "start").dest.name == "in_progress"
        assert refused(at, TECH, "quote", {"lines": lines(1)}) == ["paid_work"]


def test_the_customer_accepts_the_current_quote_only() -> None:
    at = case("repair", "waiting_quote", details={"quote_fen": 8000})
    assert refused(at, CLERK, "accept_quote", {"amount_fen": 7999}) == ["quote_is_current"]
    assert taken(at, CLERK, "accept_quote", {"amount_fen": 8000}).change.details["quote_accepted"] is True


def test_an_expired_quote_says_so() -> None:
    assert taken(case("repair", "waiting_quote"), SYSTEM, "timeout").change.ticket == {
        "resolution": "quote_expired"
    }


@pytest.mark.parametrize("state", ["on_site", "in_progress"])
def test_what_is_suspended_resumes_where_it_was(state: str) -> None:
    form = {"reason": "无人在家", "until": NOON + DAY}
    details = taken(case("repair", state), TECH, "wait_customer", form).change.details
    resumed = taken(case("repair", "suspended", details=details), SYSTEM, "resume")
    assert resumed.dest.name == state
    assert repair.by_state["suspended"].timers[0].at == "until"


@pytest.mark.parametrize(("trigger", "state"), [("arrive", "accepted"), ("complete", "in_progress")])
def test_evidence_is_asked_for_where_the_policy_names_the_trigger(trigger: str, state: str) -> None:
    form = {"hours": "1.5"}
    assert taken(case("repair", state), TECH, trigger, form)
    strict = case("repair", state, policy={"evidence": [trigger]})
    assert refused(strict, TECH, trigger, form) == ["evidence_given"]
    proof = {"proof": {"kind": "code", "value": "1"}, "photos_before": ["f"], "photos_after": ["g"]}
    assert taken(strict, TECH, trigger, {**form, **proof})


@pytest.mark.parametrize("trigger", ["accept_work", "auto_accept"])
@pytest.mark.parametrize(
    ("accepted", "dest"), [(True, "waiting_payment"), (False, "visiting"), (None, "visiting")]
)
def test_only_an_accepted_quote_is_paid_for(trigger: str, accepted: bool | None, dest: str) -> None:
    at = case("repair", "completed", details={"quote_accepted": accepted})
    decision = taken(at, SYSTEM if trigger == "auto_accept" else CLERK, trigger, {"rating": 5})
    assert decision.dest.name == dest
    assert decision.change.details.get("unconfirmed", False) == (trigger == "auto_accept")
    assert ("open_visit" in decision.effects) == (dest == "visiting")


@pytest.mark.parametrize(("after", "allowed"), [(7 * DAY, True), (7 * DAY + SECOND, False)])
@pytest.mark.parametrize("state", ["completed", "visiting"])
def test_rework_may_be_asked_for_seven_days(state: str, after: timedelta, allowed: bool) -> None:
    at = case("repair", state, details={"completed_at": NOON - after, "quote_accepted": True})
    decision = repair.decide(at, CLERK, "rework", {"reason": "还漏"})
    assert isinstance(decision, Decision) == allowed
    if isinstance(decision, Decision):
        assert decision.change.ticket == {"assignee": None}
        assert decision.change.details["quote_accepted"] is False
        assert decision.change.details["last_tech"] == "assignee"


@pytest.mark.parametrize(
    ("end", "done"),
    [
        ("done_ok", True),
        ("unreachable", True),
        ("refused", True),
        ("cancelled", True),
        ("done_bad", False),
        (None, False),
    ],
)
def test_every_end_of_the_visit_frees_the_repair(end: str | None, done: bool) -> None:
    at = case("repair", "visiting", facts={"visit_end": end})
    assert isinstance(repair.decide(at, SYSTEM, "visit_done", {}), Decision) == done
    assert isinstance(repair.decide(at, SYSTEM, "rework", {}), Decision) == (end == "done_bad")


def test_the_amount_paid_is_the_quote() -> None:
    at = case("repair", "waiting_payment", details={"quote_fen": 8000})
    cashier = person("cashier")
    assert refused(at, cashier, "paid", {"amount_fen": 8001, "method": "cash"}) == ["amount_is_quote"]
    decision = taken(at, cashier, "paid", {"amount_fen": 8000, "method": "cash"})
    assert decision.books == ("receive_payment",)
    assert decision.change.details["method"] == "cash"


def test_what_is_not_paid_becomes_a_charge() -> None:
    assert taken(case("repair", "waiting_payment"), SYSTEM, "to_arrears").books == ("charge_quote",)


@pytest.mark.parametrize(("rate", "planned"), [(0, False), (100, True)])
def test_what_is_not_sampled_is_freed_by_its_timer(rate: int, planned: bool) -> None:
    at = case("repair", "completed", policy={"sampling": {"repair": rate}})
    decision = taken(at, CLERK, "accept_work", {"rating": 4})
    assert decision.change.details["visit_planned"] is planned
    after = case("repair", "visiting", details=decision.change.details)
    (timer,) = repair.by_state["visiting"].timers
    assert timer.when is not None and timer.when.check(after, SYSTEM, {}) is not planned
    assert isinstance(repair.decide(after, SYSTEM, "not_sampled", {}), Decision) is not planned


def test_the_finest_class_that_the_policy_names_sets_the_rate() -> None:
    sampling = {"水电": 0, "normal": 100, "repair": 100}
    at = case("repair", "completed", policy={"sampling": sampling}, urgency="normal")
    assert taken(at, CLERK, "accept_work", {"rating": 4}).effects == ()
