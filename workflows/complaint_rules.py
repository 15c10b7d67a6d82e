"""The rules of complaints: what each sentence of the table means, and what its moves set."""

from dataclasses import replace
from datetime import timedelta

from workflows.case import Actor, Case, Form
from workflows.moments import within
from workflows.terms import Change, Rule

CONTENT_FOR = timedelta(days=7)
ESCALATED_AGAIN_AFTER = timedelta(hours=1)
SEVERITIES = ("normal", "serious", "urgent")
ABOVE = ("pm", "city", "hq")


def _place_known(case: Case, actor: Actor, form: Form) -> bool:
    return bool(case.facts.get("room") or case.facts.get("customer"))


place_known = Rule(
    "room_or_customer",
    "请至少填写房号或客户。",
    "A complaint needs a room or a customer.",
    _place_known,
)
not_the_rejecter = Rule(
    "not_the_rejecter",
    "提出无效的人不能确认无效。",
    "Who called it invalid may not confirm that.",
    lambda case, actor, form: actor.persons.isdisjoint(case.facts.get("rejected_by") or ()),
    about_person=True,
)


def team(case: Case) -> str:
    """The desk that investigates."""
    return case.details.get("team") or "tech"


holds_team = Rule(
    "assignee_holds_team",
    "该人员不属于负责此投诉的岗位。",
    "That person does not hold the desk in charge of this complaint.",
    lambda case, actor, form: team(case) in form["to"].desks,
    needs_form=True,
)
early_reopening = Rule(
    "first_or_second_reopening",
    "第一次或第二次重新打开",
    "First or second reopening",
    lambda case, actor, form: _reopened(case) <= 2,
)


def _reopened(case: Case) -> int:
    return int(case.details.get("reopened") or 0)


def reopening_desk(case: Case) -> str:
    return "supervisor" if _reopened(case) <= 2 else "pm"


severity_normal = Rule(
    "severity_normal",
    "一般投诉",
    "Severity normal",
    lambda case, actor, form: case.details.get("severity") == "normal",
)
children_closed = Rule(
    "children_closed",
    "还有未完结的关联维修。",
    "A linked repair is still open.",
    lambda case, actor, form: not case.facts.get("children_open"),
)


def _cause_given(case: Case, actor: Actor, form: Form) -> bool:
    grave = case.details.get("severity") in ("serious", "urgent")
    return not grave or all(form.get(field) for field in ("root_cause", "prevention"))


root_cause_given = Rule(
    "root_cause_given",
    "严重或紧急投诉须填写根本原因和预防措施。",
    "A serious or urgent complaint needs its root cause and the prevention.",
    _cause_given,
    needs_form=True,
)
visit_was_ok = Rule(
    "visit_was_ok",
    "回访结果不是满意。",
    "The visit did not end well.",
    lambda case, actor, form: case.facts.get("visit_end") == "done_ok",
)


def _not_content(case: Case, actor: Actor, form: Form) -> bool:
    if actor.is_system:
        return case.facts.get("visit_end") == "done_bad"
    return within(case, case.details.get("resolved_at"), CONTENT_FOR)


visit_was_bad = Rule(
    "visit_was_bad",
    "须在解决后 7 天内提出，或回访结果为不满意。",
    "Only within 7 days of the solution, or after a visit with a bad answer.",
    _not_content,
)
no_open_visit = Rule(
    "no_open_visit",
    "回访尚未结束。",
    "Its visit is still open.",
    lambda case, actor, form: not case.facts.get("visit_open"),
)


def _rarely(case: Case, actor: Actor, form: Form) -> bool:
    last = case.details.get("last_escalated_at")
    return actor.is_system or last is None or case.now - last >= ESCALATED_AGAIN_AFTER


escalated_rarely = Rule(
    "once_an_hour",
    "每小时最多升级一次。",
    "It can be escalated once an hour.",
    _rarely,
)


def takes_severity(case: Case, actor: Actor, form: Form) -> Change:
    """Severity is the ticket's urgency too: the clocks read that."""
    if "severity" not in form:
        return Change()
    return Change({"urgency": form["severity"]}, {"severity": form["severity"]})


def raises_severity(case: Case, actor: Actor, form: Form) -> Change:
    now = case.details.get("severity") or "normal"
    higher = SEVERITIES[min(SEVERITIES.index(now) + 1, len(SEVERITIES) - 1)]
    return Change({"urgency": higher}, {"severity": higher})


def begins(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"team": "tech", "reopened": 0, "escalation_level": 0, "no_answer": False})


def takes_team(case: Case, actor: Actor, form: Form) -> Change:
    details = {"team": form["team"]} if "team" in form else {}
    ticket = {"source_due_at": form["source_due_at"]} if "source_due_at" in form else {}
    return Change(ticket, details)


def takes_plan(case: Case, actor: Actor, form: Form) -> Change:
    """A new proposal replaces the former whole: nothing of an old plan is approved with it."""
    plan = {name: form.get(name) for name in ("cause", "plan", "finish_on")}
    return Change(details={**plan, "compensation_fen": form.get("compensation_fen") or 0})


def reopens(case: Case, actor: Actor, form: Form) -> Change:
    raised = raises_severity(case, actor, form)
    return replace(raised, details={**raised.details, "reopened": _reopened(case) + 1})


def climbs(case: Case, actor: Actor, form: Form) -> Change:
    """One level up, and whoever stands there is told."""
    level = int(case.details.get("escalation_level") or 0) + 1
    told = f"tell_desk:{ABOVE[min(level, len(ABOVE)) - 1]}"
    by_person = {} if actor.is_system else {"last_escalated_at": case.now}
    return Change(details={"escalation_level": level, **by_person}, effects=(told,))


def closes(case: Case, actor: Actor, form: Form) -> Change:
    """Solved because the customer never answered stays to be seen in how it was closed."""
    return Change({"resolution": "no_answer"} if case.details.get("no_answer") else {})
