"""Charges, payments, prepayments and deposits."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.queries import DepositQuery
from schemas.register_requests import NewCharge, NewDeposit, NewPayment, NewPrepayment
from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.bodies import ChargeQuery, PaymentQuery, PrepaymentQuery
from service.api.register.rows import list_rows, make_row, show_row
from service.api.register.shapes import CHARGE_ROW, DEPOSIT_ROW, PAYMENT_ROW, PREPAYMENT_ROW
from service.api.shapes import listed
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.money import CHARGES, DEPOSITS, PAYMENTS, PREPAYMENTS
from service.transaction import Work
from service.usecases.register import create_charge, create_deposit, create_prepayment, receive_payment
from service.usecases.register.audit_deposit import audit_deposit
from service.visibility import Caller

area = Area("money", "Charges, payments, prepayments and deposits")


@area.call("GET", "/charges", query=ChargeQuery, answer=listed(CHARGE_ROW), listed=True)
def list_charges() -> Response:
    """What is and was owed."""
    return list_rows(CHARGES, "charge")


@area.call("GET", "/charges/<charge>", answer=CHARGE_ROW)
def get_charge(charge: str) -> Response:
    """One charge, by id."""
    return show_row(CHARGES, charge)


@area.call("POST", "/charges", body=NewCharge, answer=CHARGE_ROW, status=201)
def create_a_charge() -> Response:
    """A new charge; its payer is frozen (desk finance)."""
    return make_row(CHARGES, "charges", ("finance",), _charge)


@area.call("GET", "/payments", query=PaymentQuery, answer=listed(PAYMENT_ROW), listed=True)
def list_payments() -> Response:
    """What came in, and what each part was used for."""
    return list_rows(PAYMENTS, "payment")


@area.call("GET", "/payments/<payment>", answer=PAYMENT_ROW)
def get_payment(payment: str) -> Response:
    """One payment, by id."""
    return show_row(PAYMENTS, payment)


@area.call("POST", "/payments", body=NewPayment, answer=PAYMENT_ROW, status=201)
def create_a_payment() -> Response:
    """Money at the desk: named charges first, else in the legal order; the rest is kept (desk cashier)."""
    return make_row(PAYMENTS, "payments", ("cashier",), _payment)


@area.call("GET", "/prepayments", query=PrepaymentQuery, answer=listed(PREPAYMENT_ROW), listed=True)
def list_prepayments() -> Response:
    """Money that no charge has used yet."""
    return list_rows(PREPAYMENTS, "prepayment")


@area.call("GET", "/prepayments/<prepayment>", answer=PREPAYMENT_ROW)
def get_prepayment(prepayment: str) -> Response:
    """One prepayment, by id."""
    return show_row(PREPAYMENTS, prepayment)


@area.call("POST", "/prepayments", body=NewPrepayment, answer=PREPAYMENT_ROW, status=201)
def create_a_prepayment() -> Response:
    """Money taken before anything is owed for it (desk cashier)."""
    return make_row(PREPAYMENTS, "prepayments", ("cashier",), _prepayment)


@area.call("GET", "/deposits", query=DepositQuery, answer=listed(DEPOSIT_ROW), listed=True)
def list_deposits() -> Response:
    """Money held for customers."""
    return list_rows(DEPOSITS, "deposit")


@area.call("GET", "/deposits/<deposit>", answer=DEPOSIT_ROW)
def get_deposit(deposit: str) -> Response:
    """One deposit, by id."""
    return show_row(DEPOSITS, deposit)


@area.call("POST", "/deposits", body=NewDeposit, answer=DEPOSIT_ROW, status=201)
def create_a_deposit() -> Response:
    """Take a deposit (desk cashier)."""
    return make_row(DEPOSITS, "deposits", ("cashier",), _deposit)


@area.call("POST", "/deposits/<deposit>/audit", answer=DEPOSIT_ROW)
def audit_a_deposit(deposit: str) -> Response:
    """Confirm a deposit that somebody else took (desk auditor)."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, DEPOSITS, deposit, offices=caller.offices)
        audit_deposit(work, row["id"], actor=caller)
        after = shown(work.sql, DEPOSITS, deposit, offices=caller.offices)
    return answer(after)


def _charge(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_charge.create_charge(work, create_charge.NewCharge(**asked), actor=caller)


def _payment(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    named = tuple(UUID(each) for each in asked.pop("charges", ()))
    order = receive_payment.NewPayment(**asked, charges=named)
    return receive_payment.receive_payment(work, order, actor=caller).payment_id


def _prepayment(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_prepayment.create_prepayment(work, create_prepayment.NewPrepayment(**asked), actor=caller)


def _deposit(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_deposit.create_deposit(work, create_deposit.NewDeposit(**asked), actor=caller)
