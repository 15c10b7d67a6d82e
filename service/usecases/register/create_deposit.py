"""The cashier takes a deposit (保证金); it can be refunded only after somebody else has audited it."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.models.columns import NOW
from service.models.deposit import Deposit
from service.transaction import Work
from service.usecases.register.books import enter
from service.usecases.register.disable_customer import living
from service.usecases.register.references import customer_named, offices_for, optional_room
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewDeposit:
    customer: str
    kind: str
    amount_fen: int
    room: str | None = None
    office: str | None = None


def create_deposit(work: Work, order: NewDeposit, *, actor: Caller) -> UUID:
    offices = offices_for(work.sql, actor, ("cashier",), order.office)
    customer = living(customer_named(work.sql, offices, order.customer))
    room_id = optional_room(work.sql, customer["office_id"], order.room)
    deposit = _received(order, customer["office_id"], customer["id"], room_id, actor)
    work.session.add(deposit)
    enter(
        work,
        "deposit",
        deposit.id,
        office_id=deposit.office_id,
        kind="receipt",
        amount_fen=order.amount_fen,
        actor=actor,
    )
    work.session.flush()
    return deposit.id


def _received(
    order: NewDeposit, office_id: UUID, customer_id: UUID, room_id: UUID | None, actor: Caller
) -> Deposit:
    return Deposit(
        id=new_id(),
        office_id=office_id,
        customer_id=customer_id,
        room_id=room_id,
        kind=order.kind,
        amount_fen=order.amount_fen,
        balance_fen=order.amount_fen,
        received_by=actor.account_id,
        received_by_person=actor.person_id,
        received_at=NOW,
    )
