"""Deposits (保证金): money held for a customer, audited by another than who took it, refunded by slip."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import (
    Born,
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

DEPOSIT_KINDS = ("renovation", "rent", "card", "other")
DEPOSIT_STATUSES = ("received", "audited", "refunded", "part_refunded", "forfeited")


class Deposit(Base):
    """`frozen_fen` and `frozen_by` belong to the one open refund slip; being frozen is no status."""

    __tablename__ = "deposit"
    __table_args__ = (
        one_of("deposit_kind", "kind", DEPOSIT_KINDS),
        one_of("deposit_status", "status", DEPOSIT_STATUSES),
        CheckConstraint("amount_fen > 0", name="deposit_amount"),
        CheckConstraint(
            "0 <= frozen_fen AND frozen_fen <= balance_fen AND balance_fen <= amount_fen",
            name="deposit_within_balance",
        ),
        CheckConstraint("(frozen_fen > 0) = (frozen_by IS NOT NULL)", name="deposit_one_open_slip"),
        CheckConstraint(
            "frozen_fen = 0 OR status IN ('audited', 'part_refunded')", name="deposit_frozen_when_audited"
        ),
        CheckConstraint("(status = 'received') = (audited_by IS NULL)", name="deposit_status_needs_audit"),
        CheckConstraint(
            "num_nonnulls(audited_by, audited_by_person, audited_at) IN (0, 3)",
            name="deposit_audited_by_somebody",
        ),
        CheckConstraint("audited_by_person <> received_by_person", name="deposit_auditor_not_receiver"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="deposit_room_same_office"
        ),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="deposit_customer_same_office",
        ),
        ForeignKeyConstraint(
            ["received_by", "received_by_person"],
            ["account.id", "account.person_id"],
            name="deposit_receiver",
        ),
        ForeignKeyConstraint(
            ["audited_by", "audited_by_person"], ["account.id", "account.person_id"], name="deposit_auditor"
        ),
        Index("deposit_of_office", "office_id", "id"),
        Index("deposit_of_customer", "customer_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID | None]
    customer_id: Mapped[UUID]
    kind: Mapped[Words]
    amount_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    frozen_fen: Mapped[NoFen]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    status: Mapped[Words] = mapped_column(server_default="received")
    received_by: Mapped[UUID]
    received_by_person: Mapped[UUID]
    received_at: Mapped[Instant]
    audited_by: Mapped[UUID | None]
    audited_by_person: Mapped[UUID | None]
    audited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Born]
    version: Mapped[Version]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


for sql in version_rises("deposit"):
    event.listen(Deposit.__table__, "after_create", statement(sql))
