"""The outbox, its ledger, the inbox and incidents: what makes background work happen exactly once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, EntryId, Id, Instant, Json, Words, one_of

OUTBOX_STATUSES = ("ready", "queued", "running", "done", "dead")


class Outbox(Base):
    """A side effect, committed with the move that caused it. `payload` holds ids only, never a name.

    `drive` is the fencing token: it rises with every attempt, and a late worker's write misses.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("outbox_status", "status", OUTBOX_STATUSES),
        CheckConstraint("attempts >= 0", name="outbox_attempts"),
        Index("outbox_ready", "due_at", "id", postgresql_where=text("status = 'ready'")),
        Index("outbox_batch", "batch", postgresql_where=text("status IN ('queued', 'running')")),
        Index("outbox_lease", "lease_until", postgresql_where=text("status IN ('queued', 'running')")),
        Index("outbox_dead", "created_at", "id", postgresql_where=text("status = 'dead'")),
        Index("outbox_unfinished", "ticket_id", "seq", postgresql_where=text("status <> 'done'")),
        {"postgresql_with": {"autovacuum_vacuum_scale_factor": "0.02", "fillfactor": "70"}},
    )

    id: Mapped[Id]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    seq: Mapped[int] = mapped_column(server_default="0")
    kind: Mapped[Words]
    effect_key: Mapped[Words] = mapped_column(unique=True)
    payload: Mapped[Json]
    status: Mapped[Words] = mapped_column(server_default="ready")
    due_at: Mapped[Instant]
    drive: Mapped[int] = mapped_column(server_default="0")
    batch: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    owner: Mapped[Words | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[Words | None]
    created_at: Mapped[Born]
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Ledger(Base):
    """One row for each effect that was done, written with the mark `done`."""

    __tablename__ = "ledger"

    effect_key: Mapped[Words] = mapped_column(primary_key=True)
    outbox_id: Mapped[UUID] = mapped_column(ForeignKey("outbox.id"), unique=True)
    outcome: Mapped[Words]
    at: Mapped[Born]


class Inbox(Base):
    """A callback as it was received, once; its very bytes are kept, sealed under the company's key."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "external_id", name="inbox_once"),
        Index("inbox_unmatched", "received_at", "id", postgresql_where=text("outcome = 'unmatched'")),
    )

    id: Mapped[Id]
    source: Mapped[Words]
    external_id: Mapped[Words]
    type: Mapped[Words]
    received_at: Mapped[Born]
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[Words | None]
    raw_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Incident(Base):
    """Something a person must look at: a contradiction, a mismatch, books that do not balance."""

    __tablename__ = "incident"
    __table_args__ = (Index("incident_open", "created_at", "id", postgresql_where=text("closed_at IS NULL")),)

    id: Mapped[EntryId]
    kind: Mapped[Words]
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    inbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbox.id"))
    outbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox.id"))
    effect_key: Mapped[Words | None] = mapped_column(unique=True)
    detail: Mapped[Words]
    created_at: Mapped[Born]
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[Words | None]
