"""Offices (管理处) and the project tree above them: the border of every visibility rule."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Version, Words, one_of

OFFICE_KINDS = ("office", "project", "company")


class Office(Base):
    """`number_sequence` names the database sequence that gives the office's ticket numbers their digits."""

    __tablename__ = "office"
    __table_args__ = (
        one_of("office_kind", "kind", OFFICE_KINDS),
        CheckConstraint("parent_id <> id", name="office_not_its_parent"),
        CheckConstraint("number_sequence ~ '^[a-z0-9_]{1,63}$'", name="office_sequence_name"),
    )

    id: Mapped[Id]
    code: Mapped[Words] = mapped_column(unique=True)
    name: Mapped[Words]
    kind: Mapped[Words] = mapped_column(server_default="office")
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    zone: Mapped[Words] = mapped_column(server_default=text("'Asia/Shanghai'"))
    number_sequence: Mapped[Words] = mapped_column(unique=True)
    created_at: Mapped[Born]
    version: Mapped[Version]
