"""Payments (缴款) and what each part of them was used for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import (
    Born,
    EntryId,
    Fen,
    Id,
    Instant,
    Version,
    Words,
    one_of,
    statement,
    version_rises,
)

METHODS = ("cash", "wechat", "alipay", "transfer", "card")


class Payment(Base):
    """`payment_no` is the payer side's number where one came with the money, else the office's own.

    An office books a number once, and again when it was taken back; what a gateway reports is one payment
    wherever it is booked.
    A payment for a repair names the ticket; only such a one may be without a customer.
    """

    __tablename__ = "payment"
    __table_args__ = (
        one_of("payment_method", "method", METHODS),
        CheckConstraint("amount_fen > 0", name="payment_amount"),
        CheckConstraint("customer_id IS NOT NULL OR ticket_id IS NOT NULL", name="payment_has_payer"),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="payment_customer_same_office",
        ),
        Index(
            "uq_payment_payment_no",
            "office_id",
            "payment_no",
            unique=True,
            postgresql_where=text("reversed_at IS NULL"),
        ),
        Index("payment_of_gateway", "payment_no", unique=True, postgresql_where=text("received_by IS NULL")),
        Index("payment_of_office", "office_id", "id"),
        Index("payment_of_customer", "customer_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    payment_no: Mapped[Words]
    customer_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    amount_fen: Mapped[Fen]
    method: Mapped[Words]
    paid_at: Mapped[Instant]
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    version: Mapped[Version]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PaymentAllocation(Base):
    """One part of a payment: for a charge, kept as prepayment, or for a ticket (a repair).

    `former_limitation_on` was written by an earlier release; nothing reads it.
    """

    __tablename__ = "payment_allocation"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="payment_allocation_amount"),
        CheckConstraint(
            "num_nonnulls(charge_id, prepayment_id, ticket_id) = 1", name="payment_allocation_one_target"
        ),
        Index("payment_allocation_once", "payment_id", "charge_id", unique=True),
    )

    id: Mapped[EntryId]
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    charge_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge.id"), index=True)
    prepayment_id: Mapped[UUID | None] = mapped_column(ForeignKey("prepayment.id"), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    amount_fen: Mapped[Fen]
    former_limitation_on: Mapped[date | None] = mapped_column(Date)


for sql in version_rises("payment"):
    event.listen(Payment.__table__, "after_create", statement(sql))
