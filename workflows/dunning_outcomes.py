"""The rules of dunning after the demand: promises, disputes, the next step, judgment and write-off."""

from datetime import date, timedelta

from workflows import measures
from workflows.case import Actor, Case, Form
from workflows.debt import balance, known, owed, reduction, wanted
from workflows.dunning_rules import is_court, measure_of, step_of
from workflows.moments import office_day
from workflows.terms import Rule

PROMISE_WITHIN = timedelta(days=30)


def _promise_near(case: Case, actor: Actor, form: Form) -> bool:
    by: date = form["by"]
    return office_day(case) <= by <= office_day(case) + PROMISE_WITHIN


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
    return measures.STEPS.get(form["measure"], 0) > step_of(case)


next_step_exists = Rule(
    "next_step_exists",
    "没有更进一步的催费方式，或所选方式不高于当前方式。",
    "There is no next step, or the measure named is none.",
    _next_step,
)


def _skip_explained(case: Case, actor: Actor, form: Form) -> bool:
    skips = measures.STEPS.get(form.get("measure", ""), 0) > step_of(case) + 1
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
    lambda case, actor, form: is_court(case),
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
