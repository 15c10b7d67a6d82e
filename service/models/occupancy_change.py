"""What changed who is in a room (入伙, 迁入, 迁出, 过户): all it began and ended."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Fen, Id, NoFen, Version, Words, one_of
from service.models.occupancy import NATURES

ENTRANCES = ("handover", "move_in", "move_out", "transfer")


class OccupancyChange(Base):
    """`customer_id` is who came, or who left by a move-out. Never rewritten but for the papers' numbers.

    `passed_code` went from the old owner, who got `left_code`, to the new one, who had `former_code`
    or, entered by the change itself, none.
    """

    __tablename__ = "occupancy_change"
    __table_args__ = (
        one_of("occupancy_change_entrance", "entrance", ENTRANCES),
        one_of("occupancy_change_nature", "nature", NATURES),
        CheckConstraint("arrears_fen >= 0 AND prepayment_fen >= 0", name="occupancy_change_money"),
        CheckConstraint(
            "num_nonnulls(reversed_at, reversed_by, reason) IN (0, 3)", name="occupancy_change_reversed"
        ),
        CheckConstraint("num_nonnulls(passed_code, left_code) IN (0, 2)", name="occupancy_change_codes"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="occupancy_change_room_same_office"
        ),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="occupancy_change_customer_same_office",
        ),
        Index("occupancy_change_of_room", "room_id", "id"),
        Index("occupancy_change_of_office", "office_id", "id"),
        Index("occupancy_change_of_customer", "customer_id", "id"),
        Index("occupancy_change_contract", "contract_no", postgresql_where=text("contract_no IS NOT NULL")),
        Index("occupancy_change_letter", "letter_no", postgresql_where=text("letter_no IS NOT NULL")),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    entrance: Mapped[Words]
    nature: Mapped[Words]
    happened_on: Mapped[Day]
    contract_no: Mapped[str | None] = mapped_column(Text)
    letter_no: Mapped[str | None] = mapped_column(Text)
    assumption_no: Mapped[str | None] = mapped_column(Text)
    arrears_fen: Mapped[NoFen]
    prepayment_fen: Mapped[NoFen]
    passed_code: Mapped[str | None] = mapped_column(Text)
    left_code: Mapped[str | None] = mapped_column(Text)
    former_code: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    reversed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reversed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    hidden_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[Version]


class OccupancyChangePart(Base):
    """A relation that the change began, or ended, and then when it would have ended without it."""

    __tablename__ = "occupancy_change_part"
    __table_args__ = (Index("occupancy_change_part_of", "occupancy_id"),)

    change_id: Mapped[UUID] = mapped_column(ForeignKey("occupancy_change.id"), primary_key=True)
    occupancy_id: Mapped[UUID] = mapped_column(ForeignKey("occupancy.id"), primary_key=True)
    began: Mapped[bool]
    former_until: Mapped[date | None] = mapped_column(Date)
    former_out_on: Mapped[date | None] = mapped_column(Date)


class OccupancyChangeMoney(Base):
    """What went over: the rest of the leaver's row, which stands on a row of the newcomer's own."""

    __tablename__ = "occupancy_change_money"
    __table_args__ = (
        one_of("occupancy_change_money_book", "book", ("charge", "prepayment")),
        CheckConstraint("amount_fen > 0", name="occupancy_change_money_amount"),
        Index("occupancy_change_money_to", "to_id", unique=True),
    )

    change_id: Mapped[UUID] = mapped_column(ForeignKey("occupancy_change.id"), primary_key=True)
    from_id: Mapped[UUID] = mapped_column(primary_key=True)
    book: Mapped[Words]
    to_id: Mapped[UUID]
    amount_fen: Mapped[Fen]
