"""The rules of repairs: what each sentence of the table means."""

from dataclasses import replace
from datetime import timedelta

from workflows.case import Actor, Case, Form, User
from workflows.common import asked_levels, threshold
from workflows.moments import within
from workflows.terms import Fact, Rule

FREED_BY = ("done_ok", "unreachable", "refused", "cancelled")
REWORK_WITHIN = timedelta(days=7)

place_known = Rule(
    "room_or_common",
    "请填写房号，或选择公共部位。",
    "A repair needs a room, unless it is a common part.",
    lambda case, actor, form: bool(case.facts.get("room")) or form.get("place") == "common",
)
holds_tech = Rule(
    "assignee_holds_tech",
    "该人员不是工程人员。",
    "That person does not hold the desk tech.",
    lambda case, actor, form: "tech" in form["to"].desks,
    needs_form=True,
)


def _is_skilled(case: Case, who: Actor | User) -> bool:
    """Nobody needs a certificate for a category that no certificate is named after."""
    return not case.facts.get("skill_needed") or case.details.get("category") in who.skills


def _has_room(case: Case, who: Actor | User) -> bool:
    limit = case.policy.get("load_limit")
    return limit is None or who.load < int(limit)


def _waived(form: Form) -> bool:
    return bool(form.get("override_reason"))


SKILLED = ("has_skill", "该人员没有此类维修的技能。", "That person lacks the skill for this category.")
ON_SHIFT = ("on_shift", "该人员不在班。", "That person is not on shift.")
LOAD = ("under_load_limit", "该人员在手工单已达上限。", "That person has reached the load limit.")

named_is_skilled = Rule(
    *SKILLED, lambda case, actor, form: _waived(form) or _is_skilled(case, form["to"]), needs_form=True
)
named_on_shift = Rule(
    *ON_SHIFT, lambda case, actor, form: _waived(form) or form["to"].on_duty, needs_form=True
)
named_has_room = Rule(
    *LOAD, lambda case, actor, form: _waived(form) or _has_room(case, form["to"]), needs_form=True
)
actor_is_skilled = Rule(*SKILLED, lambda case, actor, form: _is_skilled(case, actor))
actor_on_shift = Rule(*ON_SHIFT, lambda case, actor, form: actor.on_duty)
actor_has_room = Rule(*LOAD, lambda case, actor, form: _has_room(case, actor))
somebody_qualifies = Rule(
    "somebody_qualifies",
    "目前没有合适的工程人员。",
    "Nobody qualifies now.",
    lambda case, actor, form: "to" in form or bool(case.facts.get("auto_assignee")),
)


def _paid_work(case: Case) -> bool:
    return case.details.get("place") == "private" and not case.details.get("in_warranty")


paid_work = Rule(
    "paid_work",
    "公共部位或保修期内的维修不收费，不需要报价。",
    "A common part or a part in warranty is repaired free: no quote.",
    lambda case, actor, form: _paid_work(case),
)
free_work = Rule(
    "free_work",
    "保修期外的私有部位须先报价并由客户确认。",
    "A private part out of warranty needs a quote that the customer accepted.",
    lambda case, actor, form: not _paid_work(case),
)

quoted_or_free = Rule(
    "quoted_or_free",
    "保修期外的私有部位尚未报价，不能跳过报价。",
    "A private part out of warranty has no quote yet, and nobody jumps past it.",
    lambda case, actor, form: not _paid_work(case) or case.details.get("quote_fen") is not None,
)


def quote_sums(form: Form) -> tuple[int, int]:
    """The sum of the lines and what the customer would pay, in fen."""
    total = sum(line["quantity"] * line["price_fen"] for line in form["lines"])
    return total, total - int(form.get("discount_fen") or 0)


def _big_discount(case: Case) -> bool:
    total = int(case.details.get("quote_sum_fen") or 0)
    cut = int(case.details.get("discount_fen") or 0)
    return cut * 100 > total * threshold(case, "discount_over_percent", 10)


discount_over_10 = Fact("discount_over_10", "优惠超过 10%", "Discount over 10 %", _big_discount)


def _needs_approval(case: Case, actor: Actor, form: Form) -> bool:
    """By the two limits of the table, and whenever the policy would ask somebody anyhow."""
    total, payable = quote_sums(form)
    quote = {"quote_sum_fen": total, "discount_fen": form.get("discount_fen") or 0, "quote_fen": payable}
    quoted = replace(case, details={**case.details, **quote})
    limits = payable > threshold(case, "quote_over_fen", 5_000_00) or _big_discount(quoted)
    return limits or bool(asked_levels(quoted, "quote", payable, [discount_over_10]))


needs_approval = Rule(
    "quote_needs_approval",
    "超过 5,000 元或优惠超过 10%",
    "Over 5,000.00, or discount over 10 %",
    _needs_approval,
    needs_form=True,
)


def _other_eyes(case: Case, actor: Actor, form: Form) -> bool:
    return actor.eyes.isdisjoint({*case.barred, *case.passed_by, case.assignee})


other_eyes = Rule(
    "four_eyes",
    "四眼原则：报价人、接单人、提交人和本轮已表决的人不得审批。",
    "Four eyes: who quoted, works on it, opened it or voted in this round may not decide.",
    _other_eyes,
    about_person=True,
)
quote_is_current = Rule(
    "quote_is_current",
    "所确认的金额不是当前报价。",
    "The amount is not that of the current quote.",
    lambda case, actor, form: form.get("amount_fen") == case.details.get("quote_fen"),
    needs_form=True,
)
quote_accepted = Rule(
    "quote_accepted",
    "客户已接受报价",
    "A quote was accepted",
    lambda case, actor, form: bool(case.details.get("quote_accepted")),
)
suspended_on_site = Rule(
    "suspended_on_site",
    "在开工前挂起",
    "It was suspended on site, before start",
    lambda case, actor, form: case.details.get("suspended_from") == "on_site",
)


def _may_rework(case: Case, actor: Actor, form: Form) -> bool:
    if actor.is_system:
        return case.facts.get("visit_end") == "done_bad"
    return within(case, case.details.get("completed_at"), REWORK_WITHIN)


rework_in_time = Rule(
    "rework_in_time",
    "须在完工后 7 天内提出，或回访结果为不满意。",
    "Only within 7 days of completion, or after a visit with a bad answer.",
    _may_rework,
)
amount_is_quote = Rule(
    "amount_is_quote",
    "收款金额须等于报价。",
    "The amount must equal the quote.",
    lambda case, actor, form: form.get("amount_fen") == case.details.get("quote_fen"),
    needs_form=True,
)
payer_known = Rule(
    "payer_known",
    "没有可以记账的客户：工单没有客户，房屋也无人居住。",
    "Nobody can be charged: the ticket has no customer, and nobody lives in its room.",
    # A house that was not asked has not said that there is nobody.
    lambda case, actor, form: case.facts.get("payer", "") is not None,
)
visit_ended = Rule(
    "visit_ended",
    "回访尚未结束。",
    "Its visit has not ended.",
    lambda case, actor, form: case.facts.get("visit_end") in FREED_BY,
)
no_visit_planned = Rule(
    "no_visit_planned",
    "已安排回访。",
    "A visit was planned.",
    lambda case, actor, form: not case.details.get("visit_planned"),
)
uninvolved = Rule(
    "neither_submitter_nor_assignee",
    "提交人和接单人不能强制办结。",
    "Who opened it or works on it may not force the end.",
    lambda case, actor, form: actor.persons.isdisjoint({case.submitter, case.assignee}),
    about_person=True,
)
