"""Charges (费用): what a customer owes, with the payer frozen when the charge is made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import (
    Born,
    Day,
    EntryId,
    Fen,
    Id,
    NoFen,
    Version,
    Words,
    one_of,
    statement,
    version_rises,
)

CHARGE_KINDS = ("routine", "temporary", "late", "other")
LIMITATION_EVENTS = ("demand", "promise", "payment", "judgment")


class Charge(Base):
    """What is owed is `balance_fen`; what was paid is `paid_fen`; the rest was reduced or written off.

    A refund of a fee gives back what was paid, so `frozen_fen` and `refunded_fen` live inside `paid_fen`.
    `share` is odd for the developer's part of a subsidised charge, and the even one before it is the other
    part: 0, or more where by meter several are charged for a month of one room. `late_of` is the debt that a
    late charge is for; `basis` what the amount was computed from; `handover_id` the handover of its pick.
    One that was a mistake is taken back (红冲): `reversed_at`, with entries of the other sign.
    """

    __tablename__ = "charge"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="charge_amount"),
        CheckConstraint("balance_fen BETWEEN 0 AND amount_fen", name="charge_within_amount"),
        CheckConstraint("paid_fen >= 0 AND balance_fen + paid_fen <= amount_fen", name="charge_adds_up"),
        CheckConstraint(
            "frozen_fen >= 0 AND refunded_fen >= 0 AND frozen_fen + refunded_fen <= paid_fen",
            name="charge_within_paid",
        ),
        CheckConstraint("(frozen_fen > 0) = (frozen_by IS NOT NULL)", name="charge_one_open_slip"),
        CheckConstraint("period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name="charge_period"),
        one_of("charge_kind", "kind", CHARGE_KINDS),
        CheckConstraint("(kind = 'late') = (late_of IS NOT NULL)", name="charge_late_of_another"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="charge_room_same_office"
        ),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="charge_customer_same_office",
        ),
        Index("charge_owed", "customer_id", "due_on", "id", postgresql_where=text("balance_fen > 0")),
        Index("charge_of_office", "office_id", "id"),
        Index("charge_of_customer", "customer_id", "id"),
        Index("charge_of_room", "room_id", "id"),
        # However often and from however many sides a month is run: once for each room, item and share.
        Index(
            "charge_routine_once",
            "room_id",
            "item_id",
            "period",
            "share",
            unique=True,
            postgresql_where=text("kind = 'routine' AND reversed_at IS NULL"),
        ),
        # A month that was charged by hand or brought in, which a run leaves alone.
        Index(
            "charge_by_hand",
            "room_id",
            "period",
            postgresql_where=text("kind = 'other' AND period IS NOT NULL"),
        ),
        Index("charge_of_run", "run_id", postgresql_where=text("run_id IS NOT NULL")),
        Index("charge_late", "late_of", postgresql_where=text("late_of IS NOT NULL")),
        Index("charge_of_subsidy", "subsidy_id", postgresql_where=text("subsidy_id IS NOT NULL")),
        Index("charge_of_handover", "handover_id", postgresql_where=text("handover_id IS NOT NULL")),
        Index("charge_of_handovers", "office_id", "id", postgresql_where=text("handover_id IS NOT NULL")),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    customer_id: Mapped[UUID]
    room_id: Mapped[UUID | None]
    item: Mapped[Words]
    period: Mapped[str | None] = mapped_column(Text)
    amount_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]
    paid_fen: Mapped[NoFen]
    frozen_fen: Mapped[NoFen]
    refunded_fen: Mapped[NoFen]
    frozen_by: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    due_on: Mapped[Day]
    limitation_on: Mapped[Day]
    judged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    kind: Mapped[Words] = mapped_column(server_default="other")
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge_item.id"))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge_run.id"))
    share: Mapped[int] = mapped_column(server_default="0")
    subsidy_id: Mapped[UUID | None] = mapped_column(ForeignKey("subsidy.id"))
    late_of: Mapped[UUID | None] = mapped_column(ForeignKey("charge.id"))
    basis: Mapped[Any | None] = mapped_column(JSONB)
    handover_id: Mapped[UUID | None] = mapped_column(ForeignKey("occupancy_change.id"))
    version: Mapped[Version]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class LimitationEvent(Base):
    """What made the limitation of a charge start again (Civil Code 195): each moves its `limitation_on`."""

    __tablename__ = "limitation_event"
    __table_args__ = (
        one_of("limitation_event_kind", "kind", LIMITATION_EVENTS),
        Index("limitation_event_once", "charge_id", "kind", "at", "ticket_id", unique=True),
    )

    id: Mapped[EntryId]
    charge_id: Mapped[UUID] = mapped_column(ForeignKey("charge.id"))
    kind: Mapped[Words]
    at: Mapped[Born]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)


for sql in version_rises("charge"):
    event.listen(Charge.__table__, "after_create", statement(sql))
