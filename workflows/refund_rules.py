"""The rules of refunds: what each sentence of the table means."""

from workflows.case import Actor, Case, Form
from workflows.common import ladder_passes, threshold
from workflows.terms import Rule

INSPECTED = ("renovation",)
MOST_TRIES = 3


def _needs_inspection(case: Case, actor: Actor, form: Form) -> bool:
    renovation = case.facts.get("row_kind") in INSPECTED
    return renovation and not case.details.get("inspected") and case.details.get("deduction_fen") is None


needs_inspection = Rule(
    "needs_inspection",
    "装修保证金尚未通过验收且未确定扣款",
    "A renovation deposit whose inspections are not passed and no deduction is settled",
    _needs_inspection,
)


def _nothing_to_pay(case: Case, actor: Actor, form: Form) -> bool:
    return ladder_passes.check(case, actor, form) and payable(case) == 0


nothing_to_pay = Rule(
    "nothing_to_pay",
    "审批通过且无需付款",
    "The ladder passes and nothing is left to pay",
    _nothing_to_pay,
    implies=(ladder_passes,),
)


def payable(case: Case) -> int:
    """Fen to pay: what the slip takes out of the row, less the deduction."""
    return int(case.details["amount_fen"]) - int(case.details.get("deduction_fen") or 0)


def ladder_amount(case: Case) -> int:
    """Open slips of the row, and the day's of row or payee, paid or not, count together: no splitting."""
    return int(case.details["amount_fen"]) + int(case.facts.get("other_slips_fen") or 0)


audited = Rule(
    "audited",
    "该保证金尚未审核，不能退款。",
    "The deposit has not been audited yet.",
    lambda case, actor, form: bool(case.facts.get("row_audited")),
)
no_other_slip = Rule(
    "no_other_slip",
    "该款项已有一张未完结的退款单。",
    "There is already an open refund for this row.",
    lambda case, actor, form: not case.facts.get("row_frozen_by_other"),
)


def _within(case: Case, actor: Actor, form: Form) -> bool:
    wanted = int(form.get("amount_fen", case.details.get("amount_fen") or 0))
    return wanted <= int(case.facts.get("free_fen") or 0)


within_balance = Rule(
    "within_balance",
    "退款金额超过可用余额。",
    "The amount exceeds the free balance.",
    _within,
)


def _papers(case: Case, actor: Actor, form: Form) -> bool:
    if form.get("receipt", "original") == "lost":
        return bool(form.get("loss_statement")) and "proxy" not in form and not _needs_proxy(case)
    return "proxy" in form or not _needs_proxy(case)


def _needs_proxy(case: Case) -> bool:
    """The money goes to somebody other than who paid it."""
    return (case.details.get("payee") or {}).get("name") != case.facts.get("payer_name")


papers_complete = Rule(
    "papers_complete",
    "材料不全：收据遗失须附声明；代领须附委托书和双方证件（收据遗失时不可代领）。",
    "Papers are missing: a lost receipt needs a statement; another payee needs power of attorney and IDs.",
    _papers,
    needs_form=True,
)
passes_returned = Rule(
    "passes_returned",
    "装修出入证尚未收回。",
    "The renovation passes have not been returned.",
    lambda case, actor, form: form.get("passes_returned") is True,
    needs_form=True,
)


def _deduction(case: Case, form: Form) -> int:
    return int(form.get("deduction_fen", case.details.get("deduction_fen") or 0))


def _amount(case: Case, form: Form) -> int:
    return int(form.get("amount_fen", case.details.get("amount_fen") or 0))


deduction_fits = Rule(
    "deduction_within_amount",
    "扣款不能超过退款金额。",
    "The deduction cannot exceed the amount.",
    lambda case, actor, form: _deduction(case, form) <= _amount(case, form),
    needs_form=True,
)
agreed_is_proposed = Rule(
    "agreed_is_proposed",
    "同意的扣款与提出的扣款不一致。",
    "The deduction agreed to is not the one proposed.",
    lambda case, actor, form: form.get("deduction_fen") == case.details.get("deduction_fen"),
    needs_form=True,
)
final_failure = Rule(
    "failure_is_final",
    "上一次付款尚无最终结果。",
    "The last payment has no final failure yet.",
    lambda case, actor, form: case.facts.get("instruction_status") in (None, "failed"),
)
not_an_approver = Rule(
    "not_an_approver",
    "提交、修改或审批的人以及收款相关人员不能付款。",
    "Who submitted, changed or approved it, or benefits from it, may not pay it.",
    lambda case, actor, form: actor.persons.isdisjoint(
        {*(case.facts.get("approvers") or ()), *case.passed_by, *case.barred, case.submitter}
    ),
    about_person=True,
)
payee_verified = Rule(
    "payee_verified",
    "收款账户不完整，不能付款。",
    "The payee's account is not complete.",
    lambda case, actor, form: bool(case.facts.get("payee_complete")),
)
tries_left = Rule(
    "tries_left",
    "付款尝试次数已用完，请修改退款单或取消。",
    "Paid in vain too often: amend or cancel the slip.",
    lambda case, actor, form: int(case.details.get("try") or 0) < threshold(case, "max_tries", MOST_TRIES),
)
amount_equal = Rule(
    "amount_equal",
    "回执金额与付款指令不一致。",
    "The receipt's amount is not the instruction's.",
    lambda case, actor, form: form.get("amount_fen") == payable(case),
    needs_form=True,
)
not_the_payer = Rule(
    "not_the_payer",
    "发起付款的人不能核对该笔付款。",
    "Who fired the payment may not confirm it.",
    lambda case, actor, form: actor.persons.isdisjoint(case.facts.get("paid_by") or ()),
    about_person=True,
)
books_balanced = Rule(
    "books_balanced",
    "账目不平，已登记异常。",
    "The books do not balance; an incident was raised.",
    lambda case, actor, form: bool(case.facts.get("books_balanced")),
)
