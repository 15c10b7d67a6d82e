"""Substitutions (代理): who stands in for whom, between which times, in what, up to which amount."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Instant


class Substitution(Base):
    """The receiver acts in the right of the absent one; ended early or not, it stays as history.

    `workflows` null: all of them; `cap_fen` null: whatever the amount.
    """

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("absent_person <> receiver_person", name="substitution_two_persons"),
        CheckConstraint("ends_at > begins_at", name="substitution_in_order"),
        CheckConstraint("cap_fen >= 0", name="substitution_cap"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="substitution_ended"),
        ForeignKeyConstraint(["absent_id", "absent_person"], ["account.id", "account.person_id"]),
        ForeignKeyConstraint(["receiver_id", "receiver_person"], ["account.id", "account.person_id"]),
        Index("substitution_receiver", "receiver_person", postgresql_where=text("ended_at IS NULL")),
        Index("substitution_absent", "absent_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[Id]
    absent_id: Mapped[UUID]
    absent_person: Mapped[UUID]
    receiver_id: Mapped[UUID]
    receiver_person: Mapped[UUID]
    begins_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    workflows: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    cap_fen: Mapped[int | None] = mapped_column(BigInteger)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
