"""Timers (定时) and clocks (时钟) are rows: armed, cancelled and stopped by the move itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Id, Instant, Json, Words, one_of

TIMER_STATUSES = ("armed", "fired", "cancelled")
ARMED = "status = 'armed'"


class Timer(Base):
    """`kind` is the trigger it fires, or `remind_1`, `warn:resolution` and the like, which fire none.

    `taken_until` is the lease of the tick that is firing it.
    """

    __tablename__ = "timer"
    __table_args__ = (
        one_of("timer_status", "status", TIMER_STATUSES),
        Index("timer_due", "due_at", postgresql_where=text(ARMED)),
        Index("timer_one_armed", "ticket_id", "kind", unique=True, postgresql_where=text(ARMED)),
    )

    id: Mapped[Id]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[Words]
    due_at: Mapped[Instant]
    status: Mapped[Words]
    taken_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Clock(Base):
    """`span` is the duration with its calendar, as the policy gave it when the clock started.

    `warned` is the last mark, in per cent of it, that somebody was told of.
    """

    __tablename__ = "clock"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    name: Mapped[Words] = mapped_column(primary_key=True)
    span: Mapped[Json]
    started_at: Mapped[Instant]
    due_at: Mapped[Instant]
    paused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    breached_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pauses: Mapped[Json] = mapped_column(server_default=text("'[]'::jsonb"))
    warned: Mapped[int] = mapped_column(server_default="0")
