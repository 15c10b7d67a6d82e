"""Accounts: how a person logs in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Words


class Account(Base):
    """`(id, person_id)` is unique so that money rows can prove which person stood behind an account.

    `superior_id` is who stands above it in the organisation, for levels that ask a superior.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("id", "person_id", name="account_of_person"),)

    id: Mapped[Id]
    username: Mapped[Words] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    password_hash: Mapped[Words]
    on_duty: Mapped[bool] = mapped_column(server_default=text("true"))
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Born]
    superior_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
