"""Complaints: each guard at its edge, and what the moves set."""

from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.build import NOON, TWO_LEVELS, case, ladder, person, user
from workflows.case import SYSTEM, Actor, Case
from workflows.complaint import complaint
from workflows.engine import Decision, Refused
from workflows.ladder import Vote

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ASSIGNEE = person("tech", name="assignee")
CLERK, BOSS = person("clerk"), person("supervisor")


def taken(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> Decision:
    decision = complaint.decide(at, who, trigger, form or {})
    assert isinstance(decision, Decision), decision
    return decision


def refused(at: Case, who: Actor, trigger: str, form: dict[str, Any] | None = None) -> list[str]:
    refusal = complaint.decide(at, who, trigger, form or {})
    assert isinstance(refusal, Refused) and refusal.kind == "not_so", refusal
    return [rule.name for rule in refusal.rules]


OPENED = {"category": "噪音", "severity": "serious", "channel": "phone", "text": "楼上装修"}


def test_it_opens_with_a_room_or_a_customer_and_the_severity_as_urgency() -> None:
    nowhere = case("complaint", "registered", facts={"room": None})
    refusal = complaint.open(nowhere, CLERK, OPENED)
    assert isinstance(refusal, Refused) and refusal.rules[0].name == "room_or_customer"
    opened = complaint.open(
        case("complaint", "registered", facts={"room": None, "customer": "k"}), CLERK, OPENED
    )
    assert isinstance(opened, Decision)
    assert opened.change.ticket == {"urgency": "serious"}
    assert opened.change.details["team"] == "tech"
    assert opened.dest.name == "registered"
    assert complaint.open(nowhere, person("tech"), OPENED) == Refused("not_you")


def test_accept_takes_class_severity_team_and_the_due_time_of_the_source() -> None:
    form = {"severity": "urgent", "team": "guard", "category": "安全", "source_due_at": NOON}
    change = taken(case("complaint", "registered"), CLERK, "accept", form).change
    assert change.ticket == {"urgency": "urgent", "source_due_at": NOON}
    assert change.details == {"severity": "urgent", "team": "guard", "category": "安全"}


def test_the_assignee_comes_from_the_team() -> None:
    at = case("complaint", "accepted", details={"team": "guard"})
    assert refused(at, BOSS, "assign", {"to": user("tech")}) == ["assignee_holds_team"]
    assert taken(at, BOSS, "assign", {"to": user("guard")}).change.ticket == {"assignee": "account-named"}


@pytest.mark.parametrize(("severity", "dest"), [("normal", "resolved"), ("serious", "investigating")])
def test_silence_ends_only_what_is_not_grave(severity: str, dest: str) -> None:
    at = case("complaint", "waiting_customer", details={"severity": severity})
    decision = taken(at, SYSTEM, "timeout")
    assert decision.dest.name == dest
    assert ("open_visit" in decision.effects) == (dest == "resolved")
    assert bool(decision.change.details.get("no_answer")) == (dest == "resolved")


@pytest.mark.parametrize("severity", ["serious", "urgent"])
def test_a_grave_complaint_is_done_with_root_cause_and_prevention(severity: str) -> None:
    at = case("complaint", "executing", details={"severity": severity})
    for form in ({}, {"root_cause": "旧"}, {"prevention": "新"}):
        assert refused(at, ASSIGNEE, "done", form) == ["root_cause_given"]
    decision = taken(at, ASSIGNEE, "done", {"root_cause": "旧", "prevention": "新"})
    assert decision.dest.name == "resolved"
    assert decision.change.details["resolved_at"] == NOON


def test_a_normal_complaint_is_done_without() -> None:
    assert taken(case("complaint", "executing"), ASSIGNEE, "done").dest.name == "resolved"


def test_the_children_must_all_have_ended() -> None:
    assert refused(case("complaint", "waiting_repair", facts={"children_open": 1}), SYSTEM, "child_closed")
    at = case("complaint", "waiting_repair", facts={"children_open": 0})
    assert taken(at, SYSTEM, "child_closed").dest.name == "investigating"


def test_a_new_proposal_replaces_the_old_one_whole() -> None:
    at = case("complaint", "investigating", details={"compensation_fen": 90000, "finish_on": NOON.date()})
    details = taken(at, ASSIGNEE, "propose", {"cause": "a", "plan": "b"}).change.details
    assert (details["compensation_fen"], details["finish_on"]) == (0, None)


def test_the_plan_passes_with_the_last_vote_only() -> None:
    pm, finance = person("pm", name="pm"), person("finance", name="fin")
    first = case("complaint", "plan_review", ladder=ladder())
    assert taken(first, BOSS, "approve").move.dest == "="
    second = case("complaint", "plan_review", ladder=ladder(position=1))
    assert taken(second, pm, "approve").move.dest == "="
    last = case("complaint", "plan_review", ladder=ladder(Vote("pm", 0, "approve"), position=1))
    assert taken(last, finance, "approve").dest.name == "executing"
    assert len(TWO_LEVELS) == 2


@pytest.mark.parametrize(
    ("after", "allowed"), [(timedelta(), True), (7 * DAY, True), (7 * DAY + SECOND, False)]
)
def test_a_customer_may_be_discontent_for_seven_days(after: timedelta, allowed: bool) -> None:
    at = case("complaint", "resolved", details={"resolved_at": NOON - after})
    if allowed:
        assert taken(at, CLERK, "visit_bad", {"reason": "未解决"}).dest.name == "reopened"
    else:
        assert refused(at, CLERK, "visit_bad", {"reason": "未解决"}) == ["visit_was_bad"]


@pytest.mark.parametrize("end", ["done_ok", "done_bad", "unreachable", "refused", "cancelled", None])
def test_the_visit_speaks_by_its_end(end: str | None) -> None:
    at = case("complaint", "resolved", facts={"visit_end": end}, details={"resolved_at": NOON})
    for trigger, wanted in (("visit_ok", "done_ok"), ("visit_bad", "done_bad")):
        decision = complaint.decide(at, SYSTEM, trigger, {})
        assert isinstance(decision, Decision) == (end == wanted)


@pytest.mark.parametrize(
    ("before", "after"), [("normal", "serious"), ("serious", "urgent"), ("urgent", "urgent")]
)
def test_reopening_raises_the_severity_and_counts(before: str, after: str) -> None:
    details = {"severity": before, "reopened": 1, "resolved_at": NOON}
    decision = taken(case("complaint", "resolved", details=details), CLERK, "visit_bad")
    assert decision.change.ticket["urgency"] == decision.change.details["severity"] == after
    assert decision.change.details["reopened"] == 2
    assert "cancel_visits" in decision.effects


def test_it_closes_by_itself_only_without_an_open_visit() -> None:
    assert refused(case("complaint", "resolved", facts={"visit_open": True}), SYSTEM, "auto_close")
    assert taken(case("complaint", "resolved"), SYSTEM, "auto_close").dest.name == "closed_unconfirmed"
    (timer,) = complaint.by_state["resolved"].timers
    assert timer.again == "P1D"


@pytest.mark.parametrize("silent", [True, False])
def test_how_it_was_solved_stays_to_be_seen_in_the_resolution(silent: bool) -> None:
    at = case("complaint", "resolved", details={"no_answer": silent})
    resolution = taken(at, SYSTEM, "auto_close").change.ticket.get("resolution")
    assert resolution == ("no_answer" if silent else None)


@pytest.mark.parametrize(
    ("ago", "allowed"), [(timedelta(minutes=59, seconds=59), False), (timedelta(hours=1), True)]
)
def test_people_escalate_once_an_hour_and_the_system_always(ago: timedelta, allowed: bool) -> None:
    at = case("complaint", "accepted", details={"last_escalated_at": NOON - ago, "escalation_level": 1})
    decision = complaint.decide(at, BOSS, "escalate", {"reason": "急"})
    assert isinstance(decision, Decision) == allowed
    by_system = taken(at, SYSTEM, "escalate")
    assert by_system.change.details == {"escalation_level": 2}
    assert by_system.effects == ("tell_desk:city",)


@pytest.mark.parametrize(("level", "told"), [(0, "pm"), (1, "city"), (2, "hq"), (7, "hq")])
def test_each_level_tells_the_desk_above(level: int, told: str) -> None:
    at = case("complaint", "accepted", details={"escalation_level": level})
    assert taken(at, BOSS, "escalate").effects == (f"tell_desk:{told}",)


def test_a_withdrawn_complaint_is_visited_by_sample_only() -> None:
    at = case("complaint", "accepted")
    assert taken(at, CLERK, "withdraw").effects == ()
    always = case("complaint", "accepted", policy={"sampling": {"withdrawn": 100}})
    assert taken(always, CLERK, "withdraw").effects == ("open_visit",)


def test_who_wants_no_visits_gets_none() -> None:
    at = case("complaint", "executing", facts={"visits_refused": True})
    decision = taken(at, ASSIGNEE, "done")
    assert decision.effects == ()
    assert decision.change.details["visit_planned"] is False


def test_reclassify_changes_urgency_with_severity() -> None:
    at = case("complaint", "executing")
    change = taken(at, CLERK, "reclassify", {"severity": "urgent", "reason": "漏电"}).change
    assert change.ticket == {"urgency": "urgent"}
    assert taken(at, CLERK, "reclassify", {"category": "环境", "reason": "x"}).change.ticket == {}
