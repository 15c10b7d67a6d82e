"""Meters (水表, 电表) of rooms and what was read off them."""

from datetime import date
from typing import LiteralString
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Id, Version, Words

# Of the readings `g` of one meter: the last one first.
LATEST_FIRST: LiteralString = "g.read_on DESC, g.value DESC, g.id DESC"


class Meter(Base):
    """`item_id` is what it is charged by; the price stands in the room's tariff for that item.

    `retired_on` is the last day on which it counted: nobody reads it later, and no run asks for it.
    `version` rises with every reading, and when a run charges one: so that nobody reads on from a stale one.
    """

    __tablename__ = "meter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="meter_room_same_office"
        ),
        ForeignKeyConstraint(
            ["item_id", "office_id"],
            ["charge_item.id", "charge_item.office_id"],
            name="meter_item_same_office",
        ),
        UniqueConstraint("office_id", "number", name="meter_number"),
        CheckConstraint("version > 0", name="meter_read_in_turn"),
        Index("meter_of_office", "office_id", "id"),
        Index("meter_of_room", "room_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID]
    item_id: Mapped[UUID]
    number: Mapped[Words]
    created_at: Mapped[Born]
    version: Mapped[Version]
    retired_on: Mapped[date | None] = mapped_column(Date)


class MeterReading(Base):
    """`charge_id` is the charge on which the units since the reading before stand, one of several or alone.

    `nobodys`: those units are nobody's, for the room was vacant since then. The first says where it began.
    `used_by`: who had the room until the move with which it was read, `used_until` the first day after it;
    without a move whoever had it until the day of the reading.
    """

    __tablename__ = "meter_reading"
    __table_args__ = (
        CheckConstraint("value >= 0", name="meter_reading_value"),
        Index("meter_reading_of_meter", "meter_id", "read_on", "id"),
        Index("meter_reading_of_charge", "charge_id"),
        Index(
            "meter_reading_open",
            "meter_id",
            "read_on",
            postgresql_where=text("charge_id IS NULL AND NOT nobodys"),
        ),
    )

    id: Mapped[Id]
    meter_id: Mapped[UUID] = mapped_column(ForeignKey("meter.id"))
    value: Mapped[int]
    read_on: Mapped[Day]
    charge_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    nobodys: Mapped[bool] = mapped_column(server_default=false(), default=False)
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    used_until: Mapped[date | None] = mapped_column(Date)
