"""Refunds of deposits, prepayments and fees (退款): `domain/workflows.md` 2.5, row by row."""

from typing import Final

from workflows.case import Actor, Case, Form
from workflows.common import (
    evidence,
    four_eyes,
    ladder_passes,
    ladder_refuses,
    no_decision_yet,
    notes,
    sets,
)
from workflows.engine import Workflow
from workflows.exceptional import Exceptional, always
from workflows.refund_rules import (
    agreed_is_proposed,
    amount_equal,
    audited,
    books_balanced,
    deduction_fits,
    final_failure,
    ladder_amount,
    needs_inspection,
    no_other_slip,
    not_an_approver,
    not_the_payer,
    nothing_to_pay,
    papers_complete,
    passes_returned,
    payee_verified,
    tries_left,
    within_balance,
)
from workflows.terms import (
    STAY,
    Approval,
    Change,
    Fact,
    customer,
    desk,
    end,
    move,
    opening,
    signer,
    state,
    submitter,
    system,
    timer,
)

DETAILS: Final[dict[str, str]] = {
    "deposit": "uuid",
    "prepayment": "uuid",
    "charge": "uuid",
    "amount_fen": "int",
    "deduction_fen": "int",
    "payee": "json",
    "reason": "text",
    "receipt": "text",
    "proxy": "json",
    "inspected": "bool",
    "refund_no": "text",
    "provider_ref": "text",
    "try": "int",
}
FACTS: Final[dict[str, str]] = {
    "row_table": "deposit, prepayment or charge: where the money lies",
    "row_kind": "the deposit's kind, null for the other two",
    "row_audited": "the deposit is audited (true for the other two)",
    "row_frozen_by_other": "another open slip holds the row",
    "free_fen": "what may still be taken out of the row, this slip's own frozen amount included",
    "other_slips_fen": "other slips: open ones of the row, and the day's of row or payee, paid ones too",
    "payer_name": "name of the customer who paid the row in",
    "payee_account": "the row of the payee's account: id, ciphertext and digest; null before there is one",
    "payee_complete": "name, bank and account of the payee are there",
    "instruction_status": "newest instruction: made, sent, succeeded or failed; null before the first",
    "approvers": "persons who approved in this round, or in whose right it was done",
    "paid_by": "who last fired pay or retry, and in whose right",
    "books_balanced": "the row's entries add up to its balance",
}
BARRING: Final = ("amend", "submit", "settle", "fail", "damage")

BEFORE_APPROVAL = ["draft", "inspection", "cooling", "second_inspection", "deduction_proposed", "disputed"]
AMENDABLE = [within_balance, deduction_fits]


def _counts_try(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"try": int(case.details.get("try") or 0) + 1})


# fmt: off
PAYS = ["pay_refund", "ask_gateway"]
TELL_PAID = ["tell_customer:refund_paid"]
voids = [notes(refund_no=None)]

refund = Workflow(
    "refund",
    "退款",
    "Refund",
    version=1,
    prefix="RF",
    opening=opening(
        "create",
        by=[desk("clerk")],
        when=[audited, no_other_slip, within_balance],
        then=[sets("deposit", "prepayment", "charge", "amount_fen", "payee", "reason")],
        books=["freeze"],
    ),
    states=[
        state("draft", "草稿", work=submitter, reminders=1),
        state("inspection", "验收", work=desk("engineering_lead"), clock="inspection"),
        state("cooling", "观察期", timers=[timer("cooled")]),
        state("second_inspection", "复验", work=desk("engineering_lead"), clock="inspection"),
        state("deduction_proposed", "待客户确认扣款", work=customer, timers=[timer("timeout")]),
        state("disputed", "有争议", work=desk("pm"), clock="dispute"),
        state("pending_approval", "审批", approval="refund"),
        state("approved", "已批准", work=desk("finance"), clock="pay"),
        state("paying", "付款中", timers=[timer("timeout")]),
        state("pay_failed", "付款失败", work=desk("finance"), clock="retry"),
        state("reconcile", "待核对", work=desk("finance"), clock="reconcile"),
        state("paid", "已付款", timers=[timer("close", again="P1D", told=("incident:books",))]),
        end("closed", "已完结"),
        end("rejected", "已驳回"),
        end("cancelled", "已取消"),
    ],
    moves=[
        move("amend", "draft", STAY, by=submitter, when=AMENDABLE,
             then=[sets("amount_fen", "payee", "reason")], books=["refreeze"]),
        move("amend", ["pending_approval", "approved"], "draft", by=submitter, when=AMENDABLE,
             then=[sets("amount_fen", "payee", "reason"), *voids], books=["refreeze"]),
        move("amend", "pay_failed", "draft", by=submitter, when=[final_failure, *AMENDABLE],
             then=[sets("amount_fen", "payee", "reason"), *voids], books=["refreeze"]),
        move("submit", "draft", "inspection", by=submitter, route=needs_inspection,
             when=[papers_complete, within_balance], then=[sets("receipt", "proxy")]),
        move("submit", "draft", "pending_approval", by=submitter,
             when=[papers_complete, within_balance], then=[sets("receipt", "proxy")]),
        move("first_pass", "inspection", "cooling", by=desk("engineering_lead"),
             when=[passes_returned, evidence("first_pass", "certificate")]),
        move("fail", "inspection", "deduction_proposed", by=desk("engineering_lead"),
             when=[deduction_fits, evidence("fail", "quote", "photos")],
             then=[sets("deduction_fen")], effects=["tell_customer:deduction_proposed"]),
        move("cooled", "cooling", "second_inspection", by=system),
        move("pass", "second_inspection", "pending_approval", by=desk("engineering_lead"),
             when=[evidence("pass", "photos")], then=[notes(inspected=True)]),
        move("damage", "second_inspection", "deduction_proposed", by=desk("engineering_lead"),
             when=[deduction_fits, evidence("damage", "quote", "photos")],
             then=[sets("deduction_fen")], effects=["tell_customer:deduction_proposed"]),
        move("customer_agrees", "deduction_proposed", "pending_approval", by=customer,
             when=[agreed_is_proposed]),
        move("customer_objects", "deduction_proposed", "disputed", by=customer,
             effects=["open_complaint"]),
        move("timeout", "deduction_proposed", "disputed", by=system),
        move("settle", "disputed", "pending_approval", by=desk("pm"), when=[deduction_fits],
             then=[sets("deduction_fen")]),
        move("approve", "pending_approval", "closed", by=signer, route=nothing_to_pay, when=[four_eyes],
             books=["book_refund"], effects=["tell_customer:refund_closed"]),
        move("approve", "pending_approval", "approved", by=signer, route=ladder_passes, when=[four_eyes]),
        move("approve", "pending_approval", STAY, by=signer, when=[four_eyes]),
        move("return", "pending_approval", "draft", by=signer, when=[four_eyes]),
        move("reject", "pending_approval", "rejected", by=signer, route=ladder_refuses, when=[four_eyes],
             books=["unfreeze"]),
        move("reject", "pending_approval", STAY, by=signer, when=[four_eyes]),
        move("withdraw", "pending_approval", "cancelled", by=submitter, when=[no_decision_yet],
             books=["unfreeze"]),
        move("cancel", BEFORE_APPROVAL, "cancelled", by=[submitter, desk("supervisor")],
             books=["unfreeze"]),
        move("cancel", "approved", "cancelled", by=desk("pm"), books=["unfreeze"]),
        move("cancel", "pay_failed", "cancelled", by=desk("pm"), when=[final_failure], books=["unfreeze"]),
        move("pay", "approved", "paying", by=desk("finance"), when=[not_an_approver, payee_verified],
             then=[_counts_try], books=["instruct"], effects=PAYS),
        move("callback_ok", "paying", "paid", by=system, when=[amount_equal],
             then=[sets("provider_ref")], books=["book_refund"], effects=TELL_PAID),
        move("callback_fail", "paying", "pay_failed", by=system, books=["instruction_failed"]),
        move("mismatch", "paying", "reconcile", by=system, effects=["incident:mismatch"]),
        move("timeout", "paying", "reconcile", by=system),
        move("retry", "pay_failed", "paying", by=desk("finance"),
             when=[not_an_approver, tries_left, final_failure], then=[_counts_try], books=["instruct"],
             effects=PAYS),
        move("callback_ok", "pay_failed", "reconcile", by=system, books=["instruction_unknown"],
             effects=["incident:contradiction"]),
        move("callback_ok", "reconcile", "paid", by=system, when=[amount_equal],
             then=[sets("provider_ref")], books=["book_refund"], effects=TELL_PAID),
        move("callback_fail", "reconcile", "pay_failed", by=system, books=["instruction_failed"]),
        move("confirm_paid", "reconcile", "paid", by=desk("finance"), when=[not_the_payer],
             then=[sets("provider_ref")], books=["book_refund"], effects=TELL_PAID),
        move("confirm_failed", "reconcile", "pay_failed", by=desk("finance"), when=[not_the_payer],
             books=["instruction_failed"]),
        move("close", "paid", "closed", by=system, when=[books_balanced]),
    ],
    facts=[
        Fact("with_deduction", "有扣款", "With a deduction", lambda c: bool(c.details.get("deduction_fen"))),
        Fact("is_fee", "退费或退预收", "Fee or prepayment", lambda c: c.facts.get("row_table") != "deposit"),
    ],
    approvals={"refund": Approval(ladder_amount, guards=("approved", "paying", "paid", "closed"))},
    bound=("amount_fen", "deduction_fen", "payee", "deposit", "prepayment", "charge"),
    exceptional=Exceptional(
        ends=("cancelled", "rejected"),
        reopens=("cancelled", "rejected"),
        money=always,
        when=(final_failure,),
        books=("unfreeze",),
        sealed=("paying", "reconcile", "paid"),
        no_jump=("pay_failed",),
        needs={"deduction_proposed": ("deduction_fen",)},
    ),
)
# fmt: on
