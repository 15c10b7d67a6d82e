"""The rules of follow-up visits, and what their moves set: attempts, half-days, the next due time."""

from datetime import datetime

from workflows.case import Actor, Case, Form
from workflows.hours import calling_window, half_day, next_half_day
from workflows.moments import calling_hours, elapsed, zone
from workflows.terms import Change, Rule

MOST_ATTEMPTS = 3
AFTER = {"complaint": "PT24H", **dict.fromkeys(("move", "handover", "transfer"), "P7D")}
OTHERWISE_AFTER = "PT2H"
# The customer's word for each way of asking.
WAYS = {"phone": "call", "message": "message", "door": "door"}

no_other_visit = Rule(
    "one_open_visit",
    "该工单已有一个未结束的回访。",
    "This ticket already has an open visit.",
    lambda case, actor, form: not case.facts.get("parent_visit_open"),
)
somebody_qualifies = Rule(
    "somebody_qualifies",
    "目前没有合适的回访员。",
    "Nobody qualifies now.",
    lambda case, actor, form: "to" in form or bool(case.facts.get("auto_assignee")),
    needs_form=True,
)


def _holds_visitor(case: Case, actor: Actor, form: Form) -> bool:
    return "to" not in form or "visitor" in form["to"].desks


holds_visitor = Rule(
    "assignee_holds_visitor",
    "该人员不是回访员。",
    "That person does not hold the desk visitor.",
    _holds_visitor,
    needs_form=True,
)


def _handled(case: Case, *persons: str) -> bool:
    return not set(persons).isdisjoint(case.facts.get("handlers") or ())


visitor_not_handler = Rule(
    "visitor_not_handler",
    "回访不能由原处理人进行。",
    "The visit is not made by somebody who handled the ticket.",
    lambda case, actor, form: "to" not in form or not _handled(case, form["to"].person),
    needs_form=True,
)
not_a_handler = Rule(
    "visitor_not_handler",
    "您处理过原工单，不能办理它的回访。",
    "You handled the ticket that this visit is about.",
    lambda case, actor, form: actor.is_system or not _handled(case, *actor.persons),
    about_person=True,
)


def _has_room(case: Case, actor: Actor, form: Form) -> bool:
    limit = case.policy.get("load_limit")
    return "to" not in form or limit is None or form["to"].load < int(limit)


under_load_limit = Rule(
    "under_load_limit",
    "该人员在手工单已达上限。",
    "That person has reached the load limit.",
    _has_room,
    needs_form=True,
)
in_calling_hours = Rule(
    "calling_hours",
    "现在不在允许联系的时段。",
    "Outside the hours in which the customer may be called.",
    lambda case, actor, form: calling_window(case.now, calling_hours(case), zone(case)),
)


def attempts(case: Case) -> list[str]:
    """The moments of the attempts that count."""
    return list(case.details.get("attempts") or ())


def _apart(case: Case) -> str:
    return case.policy.get("attempts", {}).get("apart") or "half_day"


def _is_apart(case: Case, actor: Actor, form: Form) -> bool:
    earlier = [datetime.fromisoformat(each) for each in attempts(case)]
    if _apart(case) != "half_day":
        return not earlier or case.now - max(earlier) >= elapsed(_apart(case))
    return half_day(case.now, zone(case)) not in [half_day(each, zone(case)) for each in earlier]


attempts_apart = Rule(
    "attempts_apart",
    "与上次联系间隔太短：每个半天只联系一次。",
    "Too soon after the last attempt: one in each half-day.",
    _is_apart,
)


def _way_allowed(case: Case, actor: Actor, form: Form) -> bool:
    allowed = case.facts.get("channels")
    return not allowed or WAYS[form.get("channel", "phone")] in allowed


channel_allowed = Rule(
    "channel_allowed",
    "客户不接受这种联系方式。",
    "The customer does not want to be contacted this way.",
    _way_allowed,
    needs_form=True,
)
last_attempt = Rule(
    "last_attempt",
    "这是最后一次联系",
    "This is the last attempt",
    lambda case, actor, form: (
        len(attempts(case)) >= int(case.policy.get("attempts", {}).get("max") or MOST_ATTEMPTS)
    ),
)


def _answers_fit(case: Case, actor: Actor, form: Form) -> bool:
    questions, answers = case.details.get("questions") or (), form.get("answers") or {}
    return bool(answers or not questions) and all(int(each) <= len(questions) for each in answers)


answers_given = Rule(
    "answers_given",
    "请填写回访问题的回答。",
    "The answers to the visit's questions are missing, or number a question that is none.",
    _answers_fit,
    needs_form=True,
)


def _answers_known(case: Case, actor: Actor, form: Form) -> bool:
    return "answers" not in form or _answers_fit(case, actor, form)


answers_fit = Rule(answers_given.name, answers_given.zh, answers_given.en, _answers_known, needs_form=True)


def plans(case: Case, actor: Actor, form: Form) -> Change:
    usual = AFTER.get(case.facts.get("parent_workflow") or "", OTHERWISE_AFTER)
    wait = case.facts.get("visit_after") or usual
    return Change(
        details={
            "parent": case.facts.get("parent"),
            "due_at": form.get("due_at") or case.now + elapsed(wait),
            "questions": form.get("questions") or [],
            "attempts": [],
        }
    )


def assigns(case: Case, actor: Actor, form: Form) -> Change:
    """Whom the supervisor names; else whom the timer's form or the fact names."""
    return Change({"assignee": form["to"].account if "to" in form else case.facts.get("auto_assignee")})


def tries(case: Case, actor: Actor, form: Form) -> Change:
    moments = [*attempts(case), case.now.isoformat()]
    return Change(details={"attempts": moments, "channel": form.get("channel", "phone")})


def forgets_attempt(case: Case, actor: Actor, form: Form) -> Change:
    """A call that was never reported uses up no half-day."""
    return Change(details={"attempts": attempts(case)[:-1]})


def waits(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"due_at": _next_try(case)})


def _next_try(case: Case) -> datetime:
    if _apart(case) != "half_day":
        return case.now + elapsed(_apart(case))
    return next_half_day(case.now, calling_hours(case), zone(case))
