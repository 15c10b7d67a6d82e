"""Policies, idempotent answers and the refusal log."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Json, Words


class Policy(Base):
    """A version of a workflow's policy for one office, or the default (`office_id` null). Never changed."""

    __tablename__ = "policy"
    __table_args__ = (
        Index(
            "policy_version",
            "workflow",
            "office_id",
            "version",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        # The few that say who sees what: the queue asks for them on every page.
        Index("policy_visibility", "id", postgresql_where=text("jsonb_exists(body, 'visibility')")),
    )

    id: Mapped[Id]
    workflow: Mapped[Words]
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    version: Mapped[int]
    body: Mapped[Json]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]


class Idempotency(Base):
    """The first answer to a key, as text: jsonb would reorder its members."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("idempotency_age", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[Words] = mapped_column(primary_key=True)
    path: Mapped[Words]
    body_digest: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    body: Mapped[Words]
    created_at: Mapped[Born]


class Refusal(Base):
    """A prohibited measure that somebody asked for. Law: Civil Code 944(3)."""

    __tablename__ = "refusal"
    __table_args__ = (Index("refusal_order", "id"),)

    id: Mapped[Id]
    at: Mapped[Born]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    workflow: Mapped[Words]
    place: Mapped[Words]
    rule: Mapped[Words]
    measure: Mapped[Words]
