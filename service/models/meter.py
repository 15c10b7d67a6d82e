"""Meters (水表, 电表) of rooms and what was read off them."""

from datetime import date
from typing import LiteralString
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Id, Version, Words

# Of the readings `g` of one meter: the last one first.
LATEST_FIRST: LiteralString = "g.read_on DESC, g.value DESC, g.id DESC"
# The last of a month that somebody charged by hand; what came with a transfer is no such charge.
MONTH_BY_HAND: LiteralString = """(EXISTS (SELECT FROM meter v JOIN charge c ON c.room_id = v.room_id
                AND c.period = to_char(g.read_on, 'YYYY-MM') AND c.kind = 'other' AND c.reversed_at IS NULL
                AND c.item_id = v.item_id WHERE v.id = g.meter_id
                AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = c.id))
    AND NOT EXISTS (SELECT FROM meter_reading n WHERE n.meter_id = g.meter_id
                AND to_char(n.read_on, 'YYYY-MM') = to_char(g.read_on, 'YYYY-MM')
                AND (n.charge_id IS NOT NULL OR (n.read_on, n.value, n.id) > (g.read_on, g.value, g.id))))"""
# Units up to it are settled: charged, nobody's, those with which the meter began, or of a month by hand.
SETTLED: LiteralString = f"""(g.charge_id IS NOT NULL OR g.nobodys
    OR NOT EXISTS (SELECT FROM meter_reading e WHERE e.meter_id = g.meter_id
                      AND (e.read_on, e.value, e.id) < (g.read_on, g.value, g.id))
    OR {MONTH_BY_HAND})"""
SETTLED_FIRST: LiteralString = "g.read_on DESC, g.value DESC, g.charge_id IS NULL, g.id DESC"


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
    """`charge_id` is the charge that was made of it, for the units since the reading before.

    `nobodys`: those units are nobody's, for the room was vacant since then.
    """

    __tablename__ = "meter_reading"
    __table_args__ = (
        CheckConstraint("value >= 0", name="meter_reading_value"),
        Index("meter_reading_of_meter", "meter_id", "read_on", "id"),
        Index("meter_reading_of_charge", "charge_id"),
    )

    id: Mapped[Id]
    meter_id: Mapped[UUID] = mapped_column(ForeignKey("meter.id"))
    value: Mapped[int]
    read_on: Mapped[Day]
    charge_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    nobodys: Mapped[bool] = mapped_column(server_default=false(), default=False)
