"""Who was offered a duty and what became of it, whose turn it was last, and queues that somebody saved."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Instant, Json, Words, one_of

OFFER_STATUSES = ("open", "accepted", "declined", "expired")


class Offer(Base):
    """One for each person; open as long as the duty waits in its pool."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("offer_status", "status", OFFER_STATUSES),
        Index("offer_of_ticket", "ticket_id"),
        Index("offer_of_person", "person_id", "offered_at"),
    )

    work_item_id: Mapped[UUID] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    status: Mapped[Words]
    offered_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[Words | None]


class DutyTurn(Base):
    """When the house last gave somebody a duty of that kind: what turns are kept by.

    `given_at` is the moment of the write, under the lock of the pool: a move's own time was read before it.
    """

    __tablename__ = "duty_turn"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    workflow: Mapped[Words] = mapped_column(primary_key=True)
    state: Mapped[Words] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    given_at: Mapped[Instant]
    times: Mapped[int] = mapped_column(server_default=text("1"))


class SavedView(Base):
    """A box with filters under a name of its owner's."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "name", name="saved_view_name"),)

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[Words]
    box: Mapped[Words]
    filters: Mapped[Json]
    created_at: Mapped[Born]
