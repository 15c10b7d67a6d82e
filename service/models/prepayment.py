"""Prepayments (预收): money of a customer that no charge has used yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import (
    Born,
    EntryId,
    Fen,
    Id,
    Instant,
    NoFen,
    Version,
    Words,
    one_of,
    statement,
    version_rises,
)
from service.models.payment import METHODS


class PrepaymentUse(Base):
    """A write-off (预收核销): this much of the prepayment settled this much of the charge.

    What one call used has one `write_off_id`; what is older than that column has one instant at best.
    """

    __tablename__ = "prepayment_use"
    __table_args__ = (CheckConstraint("amount_fen > 0", name="prepayment_use_amount"),)

    id: Mapped[EntryId]
    prepayment_id: Mapped[UUID] = mapped_column(ForeignKey("prepayment.id"), index=True)
    charge_id: Mapped[UUID] = mapped_column(ForeignKey("charge.id"), index=True)
    amount_fen: Mapped[Fen]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    write_off_id: Mapped[UUID | None]


class Prepayment(Base):
    __tablename__ = "prepayment"
    __table_args__ = (
        one_of("prepayment_method", "method", METHODS),
        CheckConstraint("amount_fen > 0", name="prepayment_amount"),
        CheckConstraint(
            "0 <= frozen_fen AND frozen_fen <= balance_fen AND balance_fen <= amount_fen",
            name="prepayment_within_balance",
        ),
        CheckConstraint("(frozen_fen > 0) = (frozen_by IS NOT NULL)", name="prepayment_one_open_slip"),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="prepayment_customer_same_office",
        ),
        ForeignKeyConstraint(
            ["received_by", "received_by_person"],
            ["account.id", "account.person_id"],
            name="prepayment_receiver",
        ),
        Index("prepayment_of_office", "office_id", "id"),
        Index("prepayment_of_customer", "customer_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    customer_id: Mapped[UUID]
    amount_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    frozen_fen: Mapped[NoFen]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    method: Mapped[Words]
    received_by: Mapped[UUID | None]
    received_by_person: Mapped[UUID | None]
    received_at: Mapped[Instant]
    created_at: Mapped[Born]
    version: Mapped[Version]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


for sql in version_rises("prepayment"):
    event.listen(Prepayment.__table__, "after_create", statement(sql))
