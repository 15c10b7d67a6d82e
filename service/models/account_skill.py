"""What a person can do: a certificate or trade, named like the category of a repair that needs it."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Words


class AccountSkill(Base):
    __tablename__ = "account_skill"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    skill: Mapped[Words] = mapped_column(primary_key=True)
