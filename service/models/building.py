"""Buildings (楼宇) of an office."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Version, Words


class Building(Base):
    """`steward_id` is who looks after it (管家), for levels that ask its steward."""

    __tablename__ = "building"
    __table_args__ = (
        UniqueConstraint("office_id", "code", name="building_code"),
        UniqueConstraint("id", "office_id", name="building_of_office"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[Words]
    name: Mapped[Words]
    created_at: Mapped[Born]
    version: Mapped[Version]
    steward_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
