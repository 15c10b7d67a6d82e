"""Charges, payments, prepayments and deposits."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.queries import DepositQuery
from schemas.register_requests import NewCharge, NewDeposit, NewPayment, NewPrepayment
from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.problems import language
from service.api.register.bodies import ChargeQuery, PaymentQuery, PrepaymentQuery
from service.api.register.nouns import Making, Noun, add
from service.api.register.shapes import CHARGE_ROW, DEPOSIT_ROW, PAYMENT_ROW, PREPAYMENT_ROW
from service.api.work import unit_of_work
from service.queries.register import readers
from service.queries.register.listing import shown
from service.queries.register.money import CHARGES, DEPOSITS, PAYMENTS, PREPAYMENTS
from service.transaction import Row, Work
from service.usecases.register import create_charge, create_deposit, create_prepayment, receive_payment
from service.usecases.register.audit_deposit import audit_deposit
from service.usecases.register.from_body import from_body
from service.visibility import Caller

area = Area("money", "Charges, payments, prepayments and deposits")


def _receive(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    named = tuple(UUID(each) for each in asked.get("charges", ()))
    order = receive_payment.NewPayment(**asked | {"charges": named})
    return receive_payment.receive_payment(work, order, actor=caller).payment_id


TWICE = {
    "zh": "该房间{period}的“{item}”已另有费用，请核对是否重复；重复的可以红冲。",
    "en": "{item} of {period} was charged for this room before; reverse this one if it is twice.",
}
UNREAD = {
    "zh": "该房间{period}的“{item}”尚未抄表：请补抄该月读数，否则下次抄表会把该月用量再收一次。",
    "en": "Nobody has read {item} in {period}: enter one, else the next one counts it again.",
}


def doubtful(work: Work, asked: dict[str, Any], row: Row) -> list[str]:
    """A month is charged in parts at times, and by mistake at others: only who asked knows."""
    what = {"item": row["item"], "period": row["period"]}
    told = []
    if create_charge.is_second(work, row["id"]):
        told.append(TWICE[language()].format(**what))
    if create_charge.is_unread(work, row["id"]):
        told.append(UNREAD[language()].format(**what))
    return told


OWED_NO_MORE = {
    "zh": {
        "settled": "此前已结清：{names}。",
        "reversed": "已红冲、无须缴纳：{names}。",
        "went_over": "已转由他人承担：{names}。",
    },
    "en": {
        "settled": "Nothing was owed any more for {names}.",
        "reversed": "Taken back, so that nothing is owed: {names}.",
        "went_over": "Gone over to somebody else: {names}.",
    },
}
ELSEWHERE = {
    "zh": "这笔钱已依法抵充其他欠费或记为预收，重复的可以红冲。",
    "en": "This money went to other debts in the legal order or is kept; reverse it if it was taken twice.",
}


def _owed_no_more(work: Work, asked: dict[str, Any], row: Row) -> list[str]:
    """Two cashiers, one bill: the law says where the money goes, and the clerk should hear of it."""
    found = receive_payment.owed_no_more(work, row["id"], asked.get("charges", ()))
    if not found.names:
        return []
    comma, space = ("、", "") if language() == "zh" else (", ", " ")
    told = OWED_NO_MORE[language()]
    said = [told[why].format(names=comma.join(names)) for why, names in found.names.items()]
    return [space.join([*said, ELSEWHERE[language()]] if found.elsewhere else said)]


CHARGE = Noun(
    address="charges",
    one="charge",
    listing=CHARGES,
    row=CHARGE_ROW,
    query=ChargeQuery,
    readers=readers.MONEY,
    lists="What is and was owed.",
    shows="One charge, by id.",
    makes=Making(
        "create_a_charge",
        "A new charge; its payer is frozen; `warnings` names a month charged before (desk finance).",
        NewCharge,
        ("finance",),
        from_body(create_charge.create_charge, create_charge.NewCharge),
        warned=doubtful,
    ),
)
PAYMENT = Noun(
    address="payments",
    one="payment",
    listing=PAYMENTS,
    row=PAYMENT_ROW,
    query=PaymentQuery,
    readers=readers.MONEY,
    lists="What came in, and what each part was used for.",
    shows="One payment, by id.",
    makes=Making(
        "create_a_payment",
        "Money at the desk: named charges first, else in the legal order; the rest is kept; `warnings` names"
        " charges for which nothing was owed any more (desk cashier).",
        NewPayment,
        ("cashier",),
        _receive,
        warned=_owed_no_more,
    ),
)
PREPAYMENT = Noun(
    address="prepayments",
    one="prepayment",
    listing=PREPAYMENTS,
    row=PREPAYMENT_ROW,
    query=PrepaymentQuery,
    readers=readers.MONEY,
    lists="Money that no charge has used yet.",
    shows="One prepayment, by id.",
    makes=Making(
        "create_a_prepayment",
        "Money taken before anything is owed for it (desk cashier).",
        NewPrepayment,
        ("cashier",),
        from_body(create_prepayment.create_prepayment, create_prepayment.NewPrepayment),
    ),
)
DEPOSIT = Noun(
    address="deposits",
    one="deposit",
    listing=DEPOSITS,
    row=DEPOSIT_ROW,
    query=DepositQuery,
    readers=readers.DEPOSITS,
    lists="Money held for customers.",
    shows="One deposit, by id.",
    makes=Making(
        "create_a_deposit",
        "Take a deposit (desk cashier).",
        NewDeposit,
        ("cashier",),
        from_body(create_deposit.create_deposit, create_deposit.NewDeposit),
    ),
)
for noun in (CHARGE, PAYMENT, PREPAYMENT, DEPOSIT):
    add(area, noun)


@area.call("POST", "/deposits/<deposit>/audit", answer=DEPOSIT_ROW)
def audit_a_deposit(deposit: str) -> Response:
    """Confirm a deposit that somebody else took (desk auditor)."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, DEPOSITS, deposit, offices=caller.offices)
        audit_deposit(work, row["id"], actor=caller)
        after = shown(work.sql, DEPOSITS, deposit, offices=caller.offices)
    return answer(after, version=after["version"])
