"""Visits: attempts on different half-days, hours, channels, and ways out that need nobody."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.workflows.build import NOON, case, person, user
from workflows.case import SYSTEM, Actor, Case
from workflows.engine import Decision, Refused
from workflows.visit import visit

SHANGHAI = ZoneInfo("Asia/Shanghai")
VISITOR, BOSS = person("visitor", name="assignee"), person("supervisor")


def at_hour(hour: int, minute: int = 0, *, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def taken(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> Decision:
    decision = visit.decide(at, who, trigger, form or {})
    assert isinstance(decision, Decision), decision
    return decision


def refused(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> list[str]:
    refusal = visit.decide(at, who, trigger, form or {})
    assert isinstance(refusal, Refused) and refusal.kind == "not_so", refusal
    return [rule.name for rule in refusal.rules]


@pytest.mark.parametrize(
    ("facts", "form", "due"),
    [
        ({"parent_workflow": "repair"}, {}, NOON + timedelta(hours=2)),
        ({"parent_workflow": "complaint"}, {}, NOON + timedelta(hours=24)),
        ({"parent_workflow": "repair", "visit_after": "PT5M"}, {}, NOON + timedelta(minutes=5)),
        ({"parent_workflow": "repair"}, {"due_at": NOON}, NOON),
    ],
)
def test_it_is_due_as_the_policy_of_its_parent_says(
    facts: dict[str, Any], form: dict[str, Any], due: datetime
) -> None:
    opened = visit.open(case("visit", "planned", facts=facts), SYSTEM, form)
    assert isinstance(opened, Decision)
    assert opened.change.details["due_at"] == due


def test_a_parent_has_one_open_visit() -> None:
    refusal = visit.open(case("visit", "planned", facts={"parent_visit_open": True}), BOSS, {})
    assert isinstance(refusal, Refused) and refusal.rules[0].name == "one_open_visit"


def test_it_is_assigned_to_a_visitor_with_room() -> None:
    at = case("visit", "planned", policy={"load_limit": 2})
    assert refused(at, BOSS, "assign", {"to": user("clerk")}) == ["assignee_holds_visitor"]
    assert refused(at, BOSS, "assign", {"to": user("visitor", load=2)}) == ["under_load_limit"]
    assert taken(at, BOSS, "assign", {"to": user("visitor", load=1)}).dest.name == "assigned"


def test_automatic_assignment_waits_for_somebody() -> None:
    assert refused(case("visit", "planned"), SYSTEM, "assign") == ["somebody_qualifies"]
    found = case("visit", "planned", facts={"auto_assignee": "a1"})
    assert taken(found, SYSTEM, "assign").change.ticket == {"assignee": "a1"}
    assert taken(case("visit", "planned"), SYSTEM, "assign", {"to": user("visitor")})


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(at_hour(8, 59), False), (at_hour(9), True), (at_hour(19, 59), True), (at_hour(20), False)],
)
def test_nobody_is_called_outside_the_hours(now: datetime, allowed: bool) -> None:
    at = case("visit", "assigned", now=now)
    assert isinstance(visit.decide(at, VISITOR, "attempt", {}), Decision) == allowed


def test_the_hours_are_the_policys() -> None:
    at = case("visit", "assigned", now=at_hour(3), policy={"hours": {"calling": ["00:00", "23:59"]}})
    assert taken(at, VISITOR, "attempt").dest.name == "attempting"


@pytest.mark.parametrize(
    ("earlier", "now", "allowed"),
    [
        (at_hour(9), at_hour(11, 59), False),
        (at_hour(11, 59), at_hour(12), True),
        (at_hour(12), at_hour(19), False),
        (at_hour(19), at_hour(9, day=5), True),
        (at_hour(9), at_hour(9, day=5), True),
    ],
)
def test_each_half_day_is_used_once(earlier: datetime, now: datetime, allowed: bool) -> None:
    at = case("visit", "assigned", details={"attempts": [earlier.isoformat()]}, now=now)
    assert isinstance(visit.decide(at, VISITOR, "attempt", {}), Decision) == allowed


@pytest.mark.parametrize(("minutes", "allowed"), [(9, False), (10, True)])
def test_spacing_may_be_a_duration(minutes: int, allowed: bool) -> None:
    policy = {"attempts": {"max": 3, "apart": "PT10M"}}
    details = {"attempts": [(NOON - timedelta(minutes=minutes)).isoformat()]}
    at = case("visit", "assigned", details=details, policy=policy)
    assert isinstance(visit.decide(at, VISITOR, "attempt", {}), Decision) == allowed
    waiting = taken(case("visit", "attempting", details=details, policy=policy), VISITOR, "no_answer")
    assert waiting.change.details["due_at"] == NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("allowed", "channel", "may"),
    [
        (None, "phone", True),
        ([], "door", True),
        (["call"], "phone", True),
        (["sms"], "phone", False),
        (["message"], "message", True),
        (["call"], "door", False),
    ],
)
def test_only_channels_that_the_customer_allows(allowed: list[str] | None, channel: str, may: bool) -> None:
    at = case("visit", "assigned", facts={"channels": allowed})
    assert isinstance(visit.decide(at, VISITOR, "attempt", {"channel": channel}), Decision) == may


@pytest.mark.parametrize(("tried", "dest"), [(1, "assigned"), (2, "assigned"), (3, "unreachable")])
def test_the_third_attempt_in_vain_is_the_last(tried: int, dest: str) -> None:
    details = {"attempts": [at_hour(10, day=day).isoformat() for day in range(1, tried + 1)]}
    decision = taken(case("visit", "attempting", details=details), VISITOR, "no_answer")
    assert decision.dest.name == dest
    if dest == "assigned":
        assert decision.change.details["due_at"] == at_hour(9, day=5)


def test_a_policy_may_end_after_the_first_attempt() -> None:
    policy = {"attempts": {"max": 1}}
    at = case("visit", "attempting", details={"attempts": [NOON.isoformat()]}, policy=policy)
    assert taken(at, VISITOR, "no_answer").dest.name == "unreachable"


def test_a_call_never_reported_is_no_attempt() -> None:
    tried = taken(case("visit", "assigned"), VISITOR, "attempt").change.details
    assert tried["attempts"] == [NOON.isoformat()]
    lapsed = taken(case("visit", "attempting", details=tried), SYSTEM, "lapse").change.details
    assert lapsed["attempts"] == []


def test_questions_want_answers_and_only_those_asked() -> None:
    at = case("visit", "attempting", details={"questions": ["修好了吗？", "干净吗？"]})
    assert refused(at, VISITOR, "answered_ok", {"score": 5}) == ["answers_given"]
    assert refused(at, VISITOR, "answered_ok", {"score": 5, "answers": {"3": "好"}}) == ["answers_given"]
    assert taken(at, VISITOR, "answered_ok", {"score": 5, "answers": {"2": "好"}}).dest.name == "done_ok"
    assert taken(at, VISITOR, "answered_bad", {"reason": "还漏"}).dest.name == "done_bad"
    assert taken(case("visit", "attempting"), VISITOR, "answered_ok", {"score": 5})


@pytest.mark.parametrize("state", ["planned", "assigned"])
def test_who_is_never_called_is_free_in_the_end(state: str) -> None:
    decision = taken(case("visit", state), SYSTEM, "expire")
    assert decision.dest.name == "unreachable"
    assert decision.change.ticket == {"resolution": "not_called"}
    assert decision.effects == ("fire_parent",)
    assert taken(case("visit", state), SYSTEM, "overdue").effects == ("tell_desk:supervisor",)


def test_who_refuses_is_left_alone() -> None:
    decision = taken(case("visit", "attempting"), VISITOR, "refuse")
    assert (decision.dest.name, decision.books) == ("refused", ("no_visits",))
