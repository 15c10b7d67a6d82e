"""The rules of dunning: what each sentence of the table means."""

from datetime import date, timedelta

from workflows import measures
from workflows.case import Actor, Case, Form
from workflows.common import asked_levels, threshold
from workflows.debt import balance, is_overdue, known, owed, reduction, wanted
from workflows.hours import calling_window
from workflows.moments import calling_hours, today, zone
from workflows.rights import may
from workflows.terms import Fact, Rule, desk

PROMISE_WITHIN = timedelta(days=30)


def measure_of(case: Case) -> str:
    return str(case.details.get("measure") or "sms")


def measure_desk(case: Case) -> str:
    return measures.desk_of(measure_of(case))


def _step(case: Case) -> int:
    return measures.STEPS[measure_of(case)]


measure_allowed = Rule(
    "measure_prohibited",
    "断水、断电、断气、断暖不得作为催费手段（民法典第九百四十四条）。",
    "Cutting supplies is no means of collecting fees (Civil Code, article 944).",
    lambda case, actor, form: form.get("measure", case.details.get("measure")) not in measures.PROHIBITED,
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
    return _step(case) == 1 or bool(case.facts.get("step_proven")) or bool(form.get("skip_reason"))


earlier_step_proven = Rule(
    "earlier_step_proven",
    "上一步催费尚无送达证明，请填写跳过原因。",
    "The earlier step is not proven: give a reason for skipping it.",
    _step_proven,
    needs_form=True,
)


def _is_court(case: Case) -> bool:
    return measure_of(case) in measures.COURT


def _hardship(case: Case) -> bool:
    return bool(case.facts.get("hardship")) and _step(case) > measures.BEYOND_CALLS


FACTS_OF_LEVELS = [
    Fact("measure_letter", "律师函", "Lawyer letter", lambda case: measure_of(case) == "lawyer_letter"),
    Fact("measure_court", "法院或仲裁", "Court or arbitration", _is_court),
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


def _promise_near(case: Case, actor: Actor, form: Form) -> bool:
    by: date = form["by"]
    return today(case) <= by <= today(case) + PROMISE_WITHIN


promise_within_30_days = Rule(
    "promise_within_30_days",
    "承诺日期最多 30 天内。",
    "The promised date lies at most 30 days ahead.",
    _promise_near,
    needs_form=True,
)
promise_within_debt = Rule(
    "promise_within_debt",
    "承诺金额超过欠费。",
    "The promise exceeds the debt.",
    lambda case, actor, form: int(form.get("amount_fen") or 0) <= owed(case),
    needs_form=True,
)


def _unpaid(case: Case, actor: Actor, form: Form) -> bool:
    paid = int(case.details.get("promised_of_fen") or 0) - owed(case)
    return paid < int(case.details.get("promised_fen") or 0)


promise_unpaid = Rule("promise_unpaid", "承诺的款项已付。", "The promised part was paid.", _unpaid)
is_settled = Rule(
    "is_settled",
    "尚有欠费。",
    "Something is still owed.",
    # A charge that was not read is not a charge that was paid.
    lambda case, actor, form: owed(case) == 0 and all(each in known(case) for each in wanted(case, {})),
)
was_delivered = Rule(
    "was_delivered",
    "此前已证明送达",
    "A delivery was proven before",
    lambda case, actor, form: case.details.get("delivered_at") is not None,
)


def _lines_fit(case: Case, actor: Actor, form: Form) -> bool:
    cuts: dict[str, int] = {}
    for line in form["lines"]:
        cuts[line["charge"]] = cuts.get(line["charge"], 0) + int(line["reduce_by_fen"])
    mine = wanted(case, {})
    return all(each in mine and cut <= balance(case, each) for each, cut in cuts.items())


lines_fit = Rule(
    "reduction_within_balance",
    "只能调减本单的费用，且不超过其余额。",
    "Only charges of this request can be reduced, and by no more than is owed.",
    _lines_fit,
    needs_form=True,
)
nothing_left = Rule(
    "nothing_left",
    "调整后无欠费",
    "Nothing is owed after the adjustment",
    lambda case, actor, form: owed(case) <= reduction(form),
    needs_form=True,
)


def _next_step(case: Case, actor: Actor, form: Form) -> bool:
    if "measure" not in form:
        return measures.next_measure(measure_of(case)) is not None
    return measures.STEPS.get(form["measure"], 0) > _step(case)


next_step_exists = Rule(
    "next_step_exists",
    "没有更进一步的催费方式，或所选方式不高于当前方式。",
    "There is no next step, or the measure named is none.",
    _next_step,
)


def _skip_explained(case: Case, actor: Actor, form: Form) -> bool:
    skips = measures.STEPS.get(form.get("measure", ""), 0) > _step(case) + 1
    return not skips or bool(form.get("reason"))


skip_explained = Rule(
    "skip_reason_given",
    "跳过一步须填写原因。",
    "Skipping a step needs a reason.",
    _skip_explained,
    needs_form=True,
)


def _time_over(case: Case, actor: Actor, form: Form) -> bool:
    until = case.details.get("pay_until")
    return until is not None and case.now >= until


reasonable_time_over = Rule(
    "reasonable_time_over",
    "合理付款期限尚未届满。",
    "The reasonable time to pay is not over.",
    _time_over,
)


def _all_tried(case: Case, actor: Actor, form: Form) -> bool:
    failed = case.details.get("failed_channels") or ()
    return all(channel in failed for channel in measures.channels_of(measure_of(case)))


every_channel_failed = Rule(
    "every_channel_failed",
    "还有未尝试的送达渠道。",
    "Not every channel has failed yet.",
    _all_tried,
)
court_measure = Rule(
    "court_measure",
    "只有诉讼、仲裁、支付令或收回房屋可登记判决。",
    "Only a court measure ends with a judgment.",
    lambda case, actor, form: _is_court(case),
)


def _ground_proven(case: Case, actor: Actor, form: Form) -> bool:
    barred = form.get("ground") != "limitation" or bool(case.facts.get("limitation_over"))
    return barred and bool(form.get("proof"))


write_off_ground = Rule(
    "write_off_ground",
    "诉讼时效尚未届满，或缺少证明。",
    "The limitation is not over, or the proof is missing.",
    _ground_proven,
    needs_form=True,
)
