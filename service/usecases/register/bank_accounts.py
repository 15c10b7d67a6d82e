"""Bank accounts of a customer (客户帐号), of which at most one is the primary (主帐号)."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from service.crypto.places import ACCOUNT_NUMBER
from service.db import new_id
from service.errors import not_so
from service.models.customer_parts import BankAccount
from service.transaction import Row, Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.personal import sealed_columns
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

ACCOUNT_DESKS = (*DATA_DESKS, "finance")
NUMBER = {"number": ACCOUNT_NUMBER}


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The first account of a customer is the primary one, said or not."""

    holder: str
    bank: str
    number: str
    primary: bool = False


def add_account(work: Work, customer: Row, order: NewAccount, *, actor: Caller) -> UUID:
    customer_id, office_id = customer["id"], UUID(customer["office"]["id"])
    actor.must_hold(*ACCOUNT_DESKS, office_id=office_id)
    first = not _locked(work, customer_id)
    if order.primary:
        work.sql.execute(CLEAR, {"customer": customer_id})
    account_id = new_id()
    sealed = sealed_columns(
        work.sql, {"number": order.number}, NUMBER, office_id=office_id, row_id=account_id
    )
    account = BankAccount(
        id=account_id,
        office_id=office_id,
        customer_id=customer_id,
        holder=order.holder,
        bank=order.bank,
        primary=order.primary or first,
        **sealed,
    )
    work.session.add(account)
    work.session.flush()
    leave_trail(work.sql, "create", "bank_account", account_id, office=office_id, actor=actor)
    return account_id


def make_primary(work: Work, customer: Row, account: Row, *, actor: Caller) -> None:
    """Of two at once each waits for the other's turn, so that one account is primary after both."""
    office_id = UUID(customer["office"]["id"])
    actor.must_hold(*ACCOUNT_DESKS, office_id=office_id)
    _locked(work, customer["id"])
    work.sql.execute(CLEAR, {"customer": customer["id"]})
    if work.sql.one(MAKE, {"id": account["id"]}) is None:
        raise not_so("account_in_use", "该帐号已禁用。", "This account is disabled.")
    leave_trail(
        work.sql,
        "change",
        "bank_account",
        account["id"],
        office=office_id,
        actor=actor,
        fields=("primary",),
    )


def switch_account(work: Work, customer: Row, account: Row, *, on: bool, actor: Caller) -> None:
    """A disabled account is no primary any more; nothing is drawn on it."""
    office_id = UUID(customer["office"]["id"])
    actor.must_hold(*ACCOUNT_DESKS, office_id=office_id)
    _locked(work, customer["id"])
    work.sql.execute(ENABLE if on else DISABLE, {"id": account["id"]})
    verb = "enable" if on else "disable"
    leave_trail(work.sql, verb, "bank_account", account["id"], office=office_id, actor=actor)


def _locked(work: Work, customer_id: UUID) -> bool:
    """Takes the customer's turn; whether there is an account in use."""
    work.sql.execute("SELECT FROM customer WHERE id = %(id)s FOR NO KEY UPDATE", {"id": customer_id})
    found = work.sql.one(ANY_IN_USE, {"customer": customer_id})
    return bool(found and found["yes"])


ANY_IN_USE: LiteralString = """
SELECT EXISTS (SELECT FROM bank_account WHERE customer_id = %(customer)s AND disabled_at IS NULL) AS yes
"""
CLEAR: LiteralString = """
UPDATE bank_account SET "primary" = false, version = version + 1
 WHERE customer_id = %(customer)s AND "primary"
"""
MAKE: LiteralString = """
UPDATE bank_account SET "primary" = true, version = version + 1
 WHERE id = %(id)s AND disabled_at IS NULL RETURNING id
"""
DISABLE: LiteralString = """
UPDATE bank_account SET disabled_at = guanjia_now(), "primary" = false, version = version + 1
 WHERE id = %(id)s AND disabled_at IS NULL
"""
ENABLE: LiteralString = """
UPDATE bank_account SET disabled_at = NULL, version = version + 1
 WHERE id = %(id)s AND disabled_at IS NOT NULL
"""
