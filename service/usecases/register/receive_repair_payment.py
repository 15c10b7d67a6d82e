"""Money for one paid repair: it belongs to the ticket, settles no charge and leaves nothing over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.db import new_id
from service.models.columns import NOW
from service.models.payment import Payment, PaymentAllocation
from service.transaction import Work
from service.usecases.register.receive_payment import known_number
from service.usecases.register.refusals import refusing


@dataclass(frozen=True, slots=True)
class RepairMoney:
    office_id: UUID
    ticket_id: UUID
    customer_id: UUID | None
    amount_fen: int
    method: str
    payment_no: str
    paid_at: datetime | None = None
    received_by: UUID | None = None


def book_repair_payment(work: Work, money: RepairMoney) -> UUID:
    payment = Payment(
        id=new_id(),
        office_id=money.office_id,
        payment_no=money.payment_no,
        customer_id=money.customer_id,
        ticket_id=money.ticket_id,
        amount_fen=money.amount_fen,
        method=money.method,
        paid_at=money.paid_at or NOW,
        received_by=money.received_by,
    )
    work.session.add(payment)
    with refusing({"uq_payment_payment_no": known_number()}):
        work.session.flush()
    part = PaymentAllocation(payment_id=payment.id, ticket_id=money.ticket_id, amount_fen=money.amount_fen)
    work.session.add(part)
    work.session.flush()
    return payment.id
