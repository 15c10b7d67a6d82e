"""What was found when somebody took a room over (业主验收, 迁入验收), and the repair that came of it."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Id, Version, Words


class Acceptance(Base):
    """Belongs to the handover, move or transfer with which the room was taken over."""

    __tablename__ = "acceptance"
    __table_args__ = (
        Index("acceptance_of_office", "office_id", "id"),
        Index("acceptance_of_change", "change_id", "id"),
        Index("acceptance_of_repair", "repair_id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    change_id: Mapped[UUID] = mapped_column(ForeignKey("occupancy_change.id"))
    text: Mapped[Words]
    accepted_on: Mapped[Day]
    repair_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    version: Mapped[Version]
