"""Tickets (工单): one table for all workflows, so there is one inbox, one door and one history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Instant, Json, Words


class Ticket(Base):
    """`state` is written by the opening and the move only. `head_hash` is the hash of the last event.

    `suspended` is `{code, pauses, reason, since, until, by, held}` while the work rests (`held`: the timers
    that wait); `proposal` what one person asked for and a second has still to confirm. Both stand in the
    events' changes, so the log replays to them.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("office_id", "external_ref", name="ticket_external_ref"),
        UniqueConstraint("id", "office_id", name="ticket_of_office"),
        CheckConstraint("octet_length(head_hash) = 32", name="ticket_head_hash"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="ticket_room_same_office"
        ),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="ticket_customer_same_office",
        ),
        Index("ticket_open_due", "office_id", "due_at", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ticket_updated", "office_id", "updated_at", "id"),
        Index("ticket_of_customer", "customer_id", "id"),
        Index("ticket_of_room", "room_id", "id"),
        Index("ticket_assignee", "assignee_id", "id"),
        Index(
            "ticket_started",
            "submitter_id",
            "due_at",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ticket_in_state", "office_id", "workflow", "state", "id"),
        Index("ticket_crawl", "office_id", "id"),
        Index("ticket_bigrams", "bigrams", postgresql_using="gin"),
        Index("ticket_children", "parent_id"),
        Index(
            "ticket_reopened_once",
            "reopened_from",
            unique=True,
            postgresql_where=text("reopened_from IS NOT NULL"),
        ),
        Index(
            "visit_once_a_round",
            "parent_id",
            "parent_round",
            unique=True,
            postgresql_where=text("workflow = 'visit' AND closed_at IS NULL"),
        ),
        Index(
            "rename_once_a_customer",
            "customer_id",
            unique=True,
            postgresql_where=text("workflow = 'rename' AND closed_at IS NULL"),
        ),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[Id]
    number: Mapped[Words] = mapped_column(unique=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    workflow: Mapped[Words]
    workflow_version: Mapped[int]
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"))
    state: Mapped[Words]
    resolution: Mapped[Words | None]
    version: Mapped[int]
    round: Mapped[int] = mapped_column(server_default="0")
    head_hash: Mapped[bytes] = mapped_column(LargeBinary)
    subject: Mapped[Words]
    description: Mapped[Words | None]
    room_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    submitter_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    urgency: Mapped[Words | None]
    external_ref: Mapped[Words | None]
    source_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    parent_round: Mapped[int | None]
    bigrams: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    created_at: Mapped[Born]
    updated_at: Mapped[Instant]
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    suspended: Mapped[Json | None] = mapped_column()
    proposal: Mapped[Json | None] = mapped_column()
    exceptional: Mapped[bool] = mapped_column(server_default=text("false"))
    reopened_from: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    reopen_count: Mapped[int] = mapped_column(server_default=text("0"))
