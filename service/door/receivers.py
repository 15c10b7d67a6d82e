"""Who may be given a duty: somebody of its desk, whom no rule about the person bars, and never oneself."""

from service.door.operations import Duty
from workflows.case import Actor, User
from workflows.rights import signing_desks
from workflows.terms import Move, Rule, Who


def always_fails(name: str, zh: str, en: str) -> Rule:
    return Rule(name, zh, en, lambda case, actor, form: False)


NOT_SELF = always_fails(
    "receiver_not_self",
    "不能交给自己，也不能交给现在的经办人。",
    "The receiver already has it, or is you yourself.",
)
HOLDS_DESK = always_fails(
    "receiver_holds_desk",
    "接收人在本管理处没有承担此待办的岗位。",
    "The receiver does not hold the desk of this duty in the office.",
)
SUBMITTERS_OWN = always_fails(
    "submitters_own",
    "草稿属于提交人，不能转交他人。",
    "A draft belongs to who opened it and cannot be handed on.",
)
ONE_SEAT = always_fails(
    "one_seat_a_person",
    "同一人在一轮审批中只能占一席。",
    "One person has one seat in a round.",
)
ASKED_ALREADY = always_fails(
    "asked_already", "已请此人给出意见。", "This person has been asked for an opinion already."
)
SHIFT = always_fails("on_shift", "该人员不在班。", "That person is not on shift.")
LOAD = always_fails("under_load_limit", "该人员在手工单已达上限。", "That person has reached the load limit.")
SKILL = always_fails(
    "has_skill", "该人员没有此类维修的技能。", "That person lacks the skill for this category."
)


def actor_of_user(user: User) -> Actor:
    return Actor(
        account=user.account,
        person=user.person,
        desks=user.desks,
        on_duty=user.on_duty,
        load=user.load,
        skills=user.skills,
        stands_for=user.stands_for,
    )


def barring_rules(duty: Duty, actor: Actor) -> tuple[Rule, ...]:
    """Rules about the person that refuse all this duty asks for: four eyes, the handler of a visit."""
    rows = [row for row in _rows(duty) if any(_does(who, duty) for who in row.by)]
    shared = dict.fromkeys(rule for row in rows for rule in row.when if rule.about_person)
    case = duty.seen.case
    barring = [rule for rule in shared if all(rule in row.when for row in rows)]
    return tuple(rule for rule in barring if not rule.check(case, actor, {}))


def _rows(duty: Duty) -> tuple[Move, ...]:
    return duty.seen.workflow.rows_from(duty.item["state"])


def _does(who: Who, duty: Duty) -> bool:
    if duty.kind != "task":
        return who.kind == "signer"
    if who.kind == "desk":
        return who.desk == duty.desk
    return duty.desk is None and who.kind in ("assignee", "submitter")


def takes_second_seat(duty: Duty, actor: Actor) -> bool:
    """A vote for somebody who already sits on another seat of the level."""
    others = (item for item in duty.seen.case.items if item.kind == "vote" and item.id != duty.id)
    return duty.kind == "vote" and any(item.holder in actor.persons for item in others)


def refuses_receiver(duty: Duty, user: User) -> tuple[Rule, ...]:
    """Why this person cannot be given the duty; empty when nothing stands in the way."""
    receiver = actor_of_user(user)
    if user.person in {*duty.seen.actor.persons, duty.holder}:
        return (NOT_SELF,)
    failed = [] if _holds_desk(duty, user) else [HOLDS_DESK]
    failed += [ONE_SEAT] if takes_second_seat(duty, receiver) else []
    return (*failed, *barring_rules(duty, receiver))


def _holds_desk(duty: Duty, user: User) -> bool:
    if duty.desk is not None:
        return duty.desk in user.desks
    wanted = _desks_of_personal(duty)
    return not wanted or bool(wanted & user.desks)


def _desks_of_personal(duty: Duty) -> set[str]:
    """A personal duty: whom the workflow takes its assignees from, or who may sign under this policy."""
    case = duty.seen.case
    if duty.kind == "vote":
        return signing_desks(case)
    if duty.work is None or duty.work.kind != "assignee":
        return set()
    named = (
        case.details.get(name[1:]) if name.startswith("$") else name for name in duty.seen.workflow.assignees
    )
    return {each for each in named if each}


def over_limits(duty: Duty, user: User) -> tuple[Rule, ...]:
    """Shift, load and skill: what a supervisor may override with a reason."""
    case = duty.seen.case
    limit = case.policy.get("load_limit")
    skilled = not case.facts.get("skill_needed") or case.details.get("category") in user.skills
    found = {SHIFT: user.on_duty, LOAD: limit is None or user.load < int(limit), SKILL: skilled}
    return tuple(rule for rule, holds in found.items() if not holds)
