"""Whom the system's own move names as assignee, where the policy has a rule for that state."""

from dataclasses import replace
from datetime import date

from service.door.forms import today
from service.door.handing import ASSIGNED_BY_MOVE
from service.door.seen import Seen
from service.transaction import Sql
from service.usecases.tickets.fire_trigger import Filled
from service.usecases.work_items.candidates import Pool, candidates_of
from workflows.case import Case, User
from workflows.distribution import Candidate, Plan, Wanted, choose, has_skill, plan_of


def by_rule(sql: Sql, seen: Seen) -> Filled:
    """Without a rule the least busy one is taken, as the facts say; with one, nobody else than it finds."""
    case = seen.case
    desk, handing = ASSIGNED_BY_MOVE.get((case.workflow, case.state)), plan_of(case.policy, case.state)
    if desk is None or not handing.rules:
        return Filled(seen, {})
    pool = Pool(case.id, desk, case.workflow, case.state)
    found = candidates_of(sql, pool, history="history" in handing.rules)
    choice = choose(_wanted(seen, desk, handing), found, handing.rules)
    if choice is None:
        return Filled(replace(seen, case=replace(case, facts={**case.facts, "auto_assignee": None})), {})
    turn = {"workflow": case.workflow, "state": case.state, "account": choice.candidate.account}
    return Filled(seen, {"to": _user(choice.candidate, today(seen)), "rule": choice.rule}, [turn])


def _wanted(seen: Seen, desk: str, handing: Plan) -> Wanted:
    case = seen.case
    limit = case.policy.get("load_limit")
    return Wanted(
        desk=desk,
        today=today(seen),
        seed=f"{case.id}:{case.version}",
        skill=handing.skill_of(case.details) or _of_category(case),
        load_limit=None if limit is None else int(limit),
        under=handing.under,
        separate=handing.separate,
        barred=frozenset(case.facts.get("handlers") or ()),
    )


def _of_category(case: Case) -> str | None:
    return case.details.get("category") if case.facts.get("skill_needed") else None


def _user(one: Candidate, day: date) -> User:
    skills = frozenset(skill for skill in one.skills if has_skill(one.skills, skill, day))
    return User(one.account, one.person, one.username, one.desks, one.on_duty, one.load, skills)
