"""Prepaid money is used for what is owed (预收核销), in the same legal order as a payment."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.db import new_id
from service.errors import NotFound, NotSo, not_so
from service.models.prepayment import PrepaymentUse
from service.transaction import Row, Work
from service.usecases.register.allocation import Part, allocate
from service.usecases.register.books import account_of, enter
from service.usecases.register.receive_payment import TODAY, lock_owed
from service.usecases.register.tell_dunning import tell_dunning
from service.visibility import Caller

DESKS = ("cashier", "finance")
FIND = "SELECT id, office_id, customer_id FROM prepayment WHERE id = %(id)s AND office_id = ANY(%(offices)s)"
# After the charges, as whatever else moves both takes its locks.
LOCK = "SELECT balance_fen - frozen_fen AS free_fen FROM prepayment WHERE id = %(id)s FOR UPDATE"
USE = "UPDATE prepayment SET balance_fen = balance_fen - %(fen)s WHERE id = %(id)s"
SETTLE = (
    "UPDATE charge SET balance_fen = balance_fen - %(fen)s, paid_fen = paid_fen + %(fen)s WHERE id = %(id)s"
)


@dataclass(frozen=True, slots=True)
class Use:
    """`charges` are those that the customer named; `amount_fen` null: as much as there is."""

    charges: tuple[UUID, ...] = ()
    amount_fen: int | None = None


def write_off_prepayment(work: Work, prepayment_id: UUID, use: Use, *, actor: Caller) -> int:
    """What was used, in fen. 422 `not_so`: `within_balance`, `something_owed`.

    Limitation goes on as it runs: the office takes the money, the debtor acknowledges nothing by it.
    """
    row = work.sql.one(FIND, {"id": prepayment_id, "offices": list(actor.offices)})
    if row is None:
        raise NotFound()
    actor.must_hold(*DESKS, office_id=row["office_id"])
    owed = lock_owed(work, row["office_id"], row["customer_id"], use.charges)
    free: Any = work.sql.one(LOCK, {"id": prepayment_id})
    amount = free["free_fen"] if use.amount_fen is None else use.amount_fen
    if amount > free["free_fen"] or amount <= 0:
        raise _too_much()
    parts = allocate(owed, amount, today=_today(work, row), named=use.charges).parts
    if not parts:
        raise _nothing_owed()
    write_off_id = new_id()
    for part in parts:
        _book(work, row, part, write_off_id, actor)
    tell_dunning(work, [part.charge_id for part in parts], what="write_off", cause=write_off_id)
    return sum(part.amount_fen for part in parts)


def _book(work: Work, row: Row, part: Part, write_off_id: UUID, actor: Caller) -> None:
    fen = part.amount_fen
    work.sql.execute(USE, {"id": row["id"], "fen": fen})
    work.sql.execute(SETTLE, {"id": part.charge_id, "fen": fen})
    used = PrepaymentUse(
        prepayment_id=row["id"],
        charge_id=part.charge_id,
        amount_fen=fen,
        actor_id=account_of(actor),
        write_off_id=write_off_id,
    )
    work.session.add(used)
    books = (("prepayment", row["id"], -fen), ("charge", part.charge_id, -fen), ("paid", part.charge_id, fen))
    for book, row_id, amount in books:
        enter(
            work,
            book,
            row_id,
            office_id=row["office_id"],
            kind="allocation",
            amount_fen=amount,
            actor=actor,
        )


def _today(work: Work, row: Row) -> date:
    found: Any = work.sql.one(TODAY, {"office": row["office_id"]})
    today: date = found["today"]
    return today


def _too_much() -> NotSo:
    zh = "核销金额超过该预收款的可用余额。"
    return not_so("within_balance", zh, "This is more than is free of this prepayment.")


def _nothing_owed() -> NotSo:
    return not_so("something_owed", "该客户没有欠费可核销。", "This customer owes nothing.")
