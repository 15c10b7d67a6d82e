"""Codes that a room bore before, so that an old paper still leads to where it was."""

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, EntryId, Words


class RoomCodeHistory(Base):
    """`code` was borne until the moment `until`."""

    __tablename__ = "room_code_history"
    __table_args__ = (
        ForeignKeyConstraint(
            ["room_id", "office_id"],
            ["room.id", "room.office_id"],
            name="room_code_history_same_office",
            ondelete="CASCADE",
        ),
        Index("room_code_history_of", "room_id", "until"),
        Index("room_code_history_code", "office_id", "code"),
    )

    id: Mapped[EntryId]
    office_id: Mapped[UUID]
    room_id: Mapped[UUID]
    code: Mapped[Words]
    until: Mapped[Born]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
