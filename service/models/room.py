"""Rooms (房间): where things happen and what charges are made for."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Version, Words


class Room(Base):
    """Areas are integers in hundredths of a square metre: 89.50 m² is 8950."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("office_id", "code", name="room_code"),
        UniqueConstraint("id", "office_id", name="room_of_office"),
        ForeignKeyConstraint(
            ["building_id", "office_id"],
            ["building.id", "building.office_id"],
            name="room_building_same_office",
        ),
        CheckConstraint("gross_area > 0", name="room_gross_area"),
        CheckConstraint("usable_area > 0", name="room_usable_area"),
        Index("room_in_order", "office_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    building_id: Mapped[UUID] = mapped_column(index=True)
    code: Mapped[Words]
    floor: Mapped[int]
    gross_area: Mapped[int | None]
    usable_area: Mapped[int | None]
    created_at: Mapped[Born]
    version: Mapped[Version]
