"""Charge items, standards and room tariffs (收费项目, 收费标准): what a room is charged, and from when."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Fen, Id, Version, Words, one_of

# Management of a flat, of a parking space and of a garage; rent of a space; by meter; else monthly or once.
ITEM_KINDS = (
    "management",
    "parking_management",
    "garage_management",
    "parking_rent",
    "water",
    "power",
    "other",
    "temporary",
)
METERED_KINDS = ("water", "power")
ROUTINE_KINDS = tuple(kind for kind in ITEM_KINDS if kind not in (*METERED_KINDS, "temporary"))
BASES = ("gross_area", "usable_area", "room", "meter")


class ChargeItem(Base):
    """`late_ppm` is the late charge of a day in millionths of what is owed; `late_cap_percent` its ceiling.

    Law: Civil Code 585, a penalty that is too high may be cut. `position` orders items due together.
    What `late_ppm` was on the days before stands in LateRate.
    """

    __tablename__ = "charge_item"
    __table_args__ = (
        one_of("charge_item_kind", "kind", ITEM_KINDS),
        CheckConstraint("late_ppm BETWEEN 0 AND 3000", name="charge_item_late_ppm"),
        CheckConstraint("late_cap_percent BETWEEN 0 AND 100", name="charge_item_late_cap"),
        UniqueConstraint("office_id", "name", name="charge_item_name"),
        UniqueConstraint("id", "office_id", name="charge_item_of_office"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[Words]
    kind: Mapped[Words]
    position: Mapped[int] = mapped_column(server_default="0")
    late_ppm: Mapped[int] = mapped_column(server_default="0")
    late_cap_percent: Mapped[int] = mapped_column(server_default="30")
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Born]
    version: Mapped[Version]


class LateRate(Base):
    """What a late day cost by this item before `until`, back to the row before it."""

    __tablename__ = "late_rate"
    __table_args__ = (CheckConstraint("late_ppm BETWEEN 0 AND 3000", name="late_rate_late_ppm"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("charge_item.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[date] = mapped_column(Date, primary_key=True)
    late_ppm: Mapped[int]


class Standard(Base):
    """`price_fen` a month for every `per` square metres, rooms or metered units.

    Never changed: charges name it, and a new price is a new standard.
    """

    __tablename__ = "standard"
    __table_args__ = (
        one_of("standard_basis", "basis", BASES),
        CheckConstraint("price_fen > 0", name="standard_price"),
        CheckConstraint("per BETWEEN 1 AND 1000", name="standard_per"),
        UniqueConstraint("item_id", "name", name="standard_name"),
        UniqueConstraint("id", "item_id", "office_id", name="standard_of_item"),
        ForeignKeyConstraint(
            ["item_id", "office_id"],
            ["charge_item.id", "charge_item.office_id"],
            name="standard_item_same_office",
        ),
        Index("standard_of_office", "office_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    item_id: Mapped[UUID]
    name: Mapped[Words]
    basis: Mapped[Words]
    price_fen: Mapped[Fen]
    per: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[Born]


class Tariff(Base):
    """One room, one item, one standard, from `begins_on` to `ends_on` inclusive; null: without an end.

    `follows_id` is the one that it ended, which goes on when it is taken back.
    """

    __tablename__ = "tariff"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="tariff_in_order"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="tariff_room_same_office"
        ),
        ForeignKeyConstraint(
            ["standard_id", "item_id", "office_id"],
            ["standard.id", "standard.item_id", "standard.office_id"],
            name="tariff_standard_of_item",
        ),
        ExcludeConstraint(
            (text("uuidrange(room_id, room_id, '[]')"), "&&"),
            (text("uuidrange(item_id, item_id, '[]')"), "&&"),
            (text("daterange(begins_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="tariff_one_at_a_time",
        ),
        Index("tariff_of_room", "room_id", "item_id"),
        Index("tariff_of_office", "office_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID]
    item_id: Mapped[UUID]
    standard_id: Mapped[UUID]
    begins_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    version: Mapped[Version]
    follows_id: Mapped[UUID | None]
