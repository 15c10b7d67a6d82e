"""The rules of dunning: what each sentence of the table means."""

from workflows import measures
from workflows.case import Actor, Case, Form
from workflows.common import asked_levels, threshold
from workflows.debt import is_overdue, known, let_by_company, owed, wanted
from workflows.hours import calling_window
from workflows.moments import calling_hours, zone
from workflows.rights import may
from workflows.terms import Fact, Rule, desk


def measure_of(case: Case) -> str:
    return str(case.details.get("measure") or "sms")


def measure_desk(case: Case) -> str:
    return measures.desk_of(measure_of(case))


def step_of(case: Case) -> int:
    return measures.STEPS[measure_of(case)]


measure_allowed = Rule(
    "measure_prohibited",
    "断水、断电、断气、断暖不得作为催费手段（民法典第九百四十四条）。",
    "Cutting supplies is no means of collecting fees (Civil Code, article 944).",
    lambda case, actor, form: form.get("measure", case.details.get("measure")) not in measures.PROHIBITED,
)


def _company_lets(case: Case, actor: Actor, form: Form) -> bool:
    """Every charge that is dunned is for a room which the company itself lets to the payer today."""
    measure = form.get("measure", case.details.get("measure"))
    charges = wanted(case, form)
    return measure != measures.REPOSSESSION or all(let_by_company(case, each) for each in charges)


# The source names 收房 among its measures; whoever is not the lessor has no room to take back.
company_lets = Rule(
    "company_is_lessor",
    "收房只适用于本公司为出租人的租赁，所选费用的房间并非由公司出租给该客户。",
    "A room is taken back only where the company itself lets it to this customer.",
    _company_lets,
)
company_lets_wanted = Rule(
    company_lets.name, company_lets.zh, company_lets.en, _company_lets, needs_form=True
)
payer_fits = Rule(
    "payer_of_charges",
    "所选费用的缴费人不是该客户，或费用已结清。",
    "The customer is not the payer of these charges, or they are settled.",
    lambda case, actor, form: all(each in known(case) for each in wanted(case, form)),
    needs_form=True,
)
is_in_arrears = Rule(
    "charges_overdue",
    "所选费用尚未逾期。",
    "These charges are not overdue.",
    lambda case, actor, form: all(is_overdue(case, each) for each in wanted(case, form)),
    needs_form=True,
)
over_threshold = Rule(
    "arrears_over_threshold",
    "欠费未超过催费起点。",
    "The arrears do not exceed the policy's threshold.",
    lambda case, actor, form: owed(case, wanted(case, form)) > threshold(case, "arrears_over_fen", 0),
    needs_form=True,
)
no_open_dispute = Rule(
    "no_open_dispute",
    "这些费用有未了结的争议。",
    "There is an open dispute about these charges.",
    lambda case, actor, form: not case.facts.get("other_dispute"),
)


def _step_proven(case: Case, actor: Actor, form: Form) -> bool:
    return step_of(case) == 1 or bool(case.facts.get("step_proven")) or bool(form.get("skip_reason"))


earlier_step_proven = Rule(
    "earlier_step_proven",
    "上一步催费尚无送达证明，请填写跳过原因。",
    "The earlier step is not proven: give a reason for skipping it.",
    _step_proven,
    needs_form=True,
)


def is_court(case: Case) -> bool:
    return measure_of(case) in measures.COURT


def _hardship(case: Case) -> bool:
    return bool(case.facts.get("hardship")) and step_of(case) > measures.BEYOND_CALLS


FACTS_OF_LEVELS = [
    Fact(
        "measure_letter",
        "律师函",
        "Lawyer letter",
        lambda case: measure_of(case) == "lawyer_letter",
        excludes=("measure_court",),
    ),
    Fact("measure_court", "法院或仲裁", "Court or arbitration", is_court),
    Fact("hardship", "困难或特殊客户", "Hardship or special customer", _hardship),
    Fact(
        "batch",
        "批量申请",
        "Batch",
        lambda case: int(case.facts.get("batch_size") or 1) > threshold(case, "batch_over", 20),
    ),
]


def _pm_is_asked(case: Case, actor: Actor, form: Form) -> bool:
    levels = asked_levels(case, "measure", owed(case), FACTS_OF_LEVELS)
    return not _hardship(case) or any(seat.desk == "pm" for level in levels for seat in level.seats)


pm_for_hardship = Rule(
    "pm_for_hardship",
    "困难或特殊客户的此类催费须由项目经理审批。",
    "For hardship and special customers a pm must be among the signers of this measure.",
    _pm_is_asked,
)
debt_left = Rule(
    "debt_left",
    "已无欠费。",
    "Nothing is owed any more.",
    lambda case, actor, form: owed(case) > 0,
)


def _is_measure_desk(case: Case, actor: Actor, form: Form) -> bool:
    """A claim counts too; the system sends messages, never letters."""
    if actor.is_system:
        return measure_of(case) == "sms"
    return may(desk(measure_desk(case)), case, actor)


desk_of_measure = Rule(
    "desk_of_measure",
    "该催费方式不由您的岗位执行。",
    "This measure is carried out by another desk.",
    _is_measure_desk,
    about_person=True,
)


def _reaches_out(case: Case) -> bool:
    return measure_of(case) in ("sms", "call")


def _hour_allowed(case: Case, actor: Actor, form: Form) -> bool:
    return not _reaches_out(case) or calling_window(case.now, calling_hours(case), zone(case))


allowed_hours = Rule(
    "allowed_hours",
    "现在不在允许联系的时段。",
    "Outside the hours in which the customer may be contacted.",
    _hour_allowed,
)


def _few_contacts(case: Case, actor: Actor, form: Form) -> bool:
    limits = (("contacts_today", "contacts_per_day", 5), ("contacts_this_week", "contacts_per_week", 20))
    counted = ((int(case.facts.get(fact) or 0), threshold(case, name, most)) for fact, name, most in limits)
    return not _reaches_out(case) or all(contacts < most for contacts, most in counted)


contact_limit = Rule(
    "contact_limit",
    "对该客户的联系次数已达上限。",
    "The customer has been contacted as often as allowed.",
    _few_contacts,
)
is_sms = Rule("is_sms", "短信催费", "A text message", lambda case, actor, form: measure_of(case) == "sms")
