"""What a person can do: a certificate or trade, named like the category of a repair that needs it."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Words


class AccountSkill(Base):
    """`expires_on` is the last day on which it counts; null: it does not expire."""

    __tablename__ = "account_skill"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    skill: Mapped[Words] = mapped_column(primary_key=True)
    expires_on: Mapped[date | None]
