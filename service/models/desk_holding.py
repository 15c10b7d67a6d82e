"""Who holds which desk (岗位) in which office, and changes of money desks that wait for a second person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Json, Words, one_of

DESKS = (
    "clerk",
    "dispatcher",
    "tech",
    "engineering_lead",
    "guard",
    "visitor",
    "supervisor",
    "pm",
    "finance",
    "cashier",
    "legal",
    "city",
    "hq",
    "auditor",
    "admin",
)
MONEY_DESKS = frozenset({"finance", "cashier", "auditor"})
# Who sees to money, signs for much of it or gives desks: appointed by two persons.
TWO_PERSON_DESKS = MONEY_DESKS | {"admin", "pm", "city", "hq"}
# Whose signature a policy may ask for as well: nobody appoints themselves.
SIGNING_DESKS = TWO_PERSON_DESKS | {"supervisor", "engineering_lead", "legal"}


class DeskHolding(Base):
    """Held while `until` is null; an ended holding stays as history."""

    __tablename__ = "desk_holding"
    __table_args__ = (
        one_of("desk_holding_desk", "desk", DESKS),
        CheckConstraint("until >= since", name="desk_holding_in_order"),
        Index(
            "desk_holding_once",
            "account_id",
            "office_id",
            "desk",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("desk_holding_holders", "office_id", "desk", postgresql_where=text("until IS NULL")),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    desk: Mapped[Words]
    since: Mapped[Born]
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DeskChange(Base):
    """What one admin asked for where money is concerned; applied when another person asks for the same."""

    __tablename__ = "desk_change"
    __table_args__ = (
        one_of("desk_change_status", "status", ("pending", "applied", "replaced")),
        CheckConstraint("confirmed_by_person <> asked_by_person", name="desk_change_two_persons"),
        CheckConstraint("(status = 'applied') = (confirmed_by IS NOT NULL)", name="desk_change_confirmed"),
        CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_by_person IS NULL)", name="desk_change_confirmed_by_somebody"
        ),
        ForeignKeyConstraint(["asked_by", "asked_by_person"], ["account.id", "account.person_id"]),
        ForeignKeyConstraint(["confirmed_by", "confirmed_by_person"], ["account.id", "account.person_id"]),
        Index(
            "desk_change_one_pending", "account_id", unique=True, postgresql_where=text("status = 'pending'")
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    desks: Mapped[Json]
    status: Mapped[Words] = mapped_column(server_default="pending")
    asked_by: Mapped[UUID]
    asked_by_person: Mapped[UUID]
    asked_at: Mapped[Born]
    confirmed_by: Mapped[UUID | None]
    confirmed_by_person: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
