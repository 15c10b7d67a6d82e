"""The cashier takes money before anything is owed for it (预收单)."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.models.columns import NOW
from service.models.prepayment import Prepayment
from service.transaction import Work
from service.usecases.register.books import account_of, enter
from service.usecases.register.disable_customer import living
from service.usecases.register.references import customer_named, offices_for
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewPrepayment:
    customer: str
    amount_fen: int
    method: str = "cash"
    office: str | None = None


def create_prepayment(work: Work, order: NewPrepayment, *, actor: Caller) -> UUID:
    offices = offices_for(work.sql, actor, ("cashier",), order.office)
    customer = living(customer_named(work.sql, offices, order.customer))
    return keep_prepayment(
        work,
        office_id=customer["office_id"],
        customer_id=customer["id"],
        amount_fen=order.amount_fen,
        method=order.method,
        receiver=actor,
    )


def keep_prepayment(
    work: Work,
    *,
    office_id: UUID,
    customer_id: UUID,
    amount_fen: int,
    method: str,
    receiver: Caller | None,
    payment_id: UUID | None = None,
) -> UUID:
    """Also what is left of a payment: then its entry names the payment, and a callback has no receiver."""
    prepayment = Prepayment(
        id=new_id(),
        office_id=office_id,
        customer_id=customer_id,
        amount_fen=amount_fen,
        balance_fen=amount_fen,
        method=method,
        received_by=account_of(receiver),
        received_by_person=None if receiver is None else receiver.person_id,
        received_at=NOW,
    )
    work.session.add(prepayment)
    enter(
        work,
        "prepayment",
        prepayment.id,
        office_id=office_id,
        kind="receipt",
        amount_fen=amount_fen,
        actor=receiver,
        payment_id=payment_id,
    )
    work.session.flush()
    return prepayment.id
