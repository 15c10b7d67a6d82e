"""Bank accounts of customers (客户帐号)."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.area import Area
from service.api.query import Paged
from service.api.register.parts import (
    Part,
    act_on_part,
    change_part,
    delete_part,
    list_part,
    make_part,
    reveal_part,
    show_part,
)
from service.api.register.people_bodies import AccountChange, NewAccount, RevealAccount
from service.api.register.people_shapes import ACCOUNT_ROW, REVEALED
from service.api.shapes import listed
from service.models.customer_parts import BankAccount
from service.queries.register.people_parts import ACCOUNTS
from service.transaction import Row, Work
from service.usecases.register import bank_accounts
from service.usecases.register.change_row import Kind
from service.usecases.register.reveal import ACCOUNT
from service.visibility import Caller

area = Area("accounts", "Bank accounts of customers (客户帐号)")
PART = Part(
    "bank_account",
    "accounts",
    ACCOUNTS,
    Kind(BankAccount, BankAccount.office_id, bank_accounts.ACCOUNT_DESKS),
    bank_accounts.NUMBER,
    ACCOUNT,
    bank_accounts.ACCOUNT_DESKS,
)
ONE = "/customers/<customer>/accounts/<account>"


@area.call("GET", "/customers/<customer>/accounts", query=Paged, answer=listed(ACCOUNT_ROW), listed=True)
def list_accounts(customer: str) -> Response:
    """Bank accounts of a customer, numbers masked."""
    return list_part(PART, customer)


@area.call("POST", "/customers/<customer>/accounts", body=NewAccount, answer=ACCOUNT_ROW, status=201)
def add_an_account(customer: str) -> Response:
    """A further account; the first one is the primary."""
    return make_part(PART, customer, _add)


@area.call("GET", ONE, answer=ACCOUNT_ROW, version=True)
def get_account(customer: str, account: str) -> Response:
    """One account, by id."""
    return show_part(PART, customer, account)


@area.call("PATCH", ONE, body=AccountChange, answer=ACCOUNT_ROW, version=True)
def change_an_account(customer: str, account: str) -> Response:
    """Change holder, bank or number."""
    return change_part(PART, customer, account)


@area.call("DELETE", ONE, status=204)
def delete_an_account(customer: str, account: str) -> Response:
    """Delete an account."""
    return delete_part(PART, customer, account)


@area.call("POST", f"{ONE}/primary", answer=ACCOUNT_ROW, version=False)
def make_account_primary(customer: str, account: str) -> Response:
    """Make it the primary one; the primary so far is one no more."""
    return act_on_part(PART, customer, account, _make_primary)


@area.call("POST", f"{ONE}/disable", answer=ACCOUNT_ROW, version=False)
def disable_an_account(customer: str, account: str) -> Response:
    """Draw on it no more."""
    return act_on_part(PART, customer, account, _off)


@area.call("POST", f"{ONE}/enable", answer=ACCOUNT_ROW, version=False)
def enable_an_account(customer: str, account: str) -> Response:
    """Undo disable; it does not become the primary by itself."""
    return act_on_part(PART, customer, account, _on)


@area.call("POST", f"{ONE}/reveal", body=RevealAccount, answer=REVEALED, trail=True)
def reveal_of_account(customer: str, account: str) -> Response:
    """The number in full (desks finance, pm); kept in the trail."""
    return reveal_part(PART, customer, account)


def _add(work: Work, customer: Row, asked: dict[str, Any], caller: Caller) -> UUID:
    return bank_accounts.add_account(work, customer, bank_accounts.NewAccount(**asked), actor=caller)


def _make_primary(work: Work, customer: Row, account: Row, caller: Caller) -> None:
    bank_accounts.make_primary(work, customer, account, actor=caller)


def _off(work: Work, customer: Row, account: Row, caller: Caller) -> None:
    bank_accounts.switch_account(work, customer, account, on=False, actor=caller)


def _on(work: Work, customer: Row, account: Row, caller: Caller) -> None:
    bank_accounts.switch_account(work, customer, account, on=True, actor=caller)
