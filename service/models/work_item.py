"""Work items (待办) and the approval levels they belong to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Fen, Id, Instant, Json, Words, one_of

ITEM_KINDS = ("task", "vote", "opinion")
ITEM_STATUSES = ("open", "claimed", "done", "cancelled", "not_needed")
OPEN = "status IN ('open', 'claimed')"


class WorkItem(Base):
    """One person's or one pool's duty in one state of one ticket; `desk` is null when it is personal.

    `offered_to`: of the pool only these persons may take it; null: everybody of the desk. `started_at`: since
    when its holder has been at work on it.
    `carried_from` is the vote of the round before that still counts in this one.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        one_of("work_item_kind", "kind", ITEM_KINDS),
        one_of("work_item_status", "status", ITEM_STATUSES),
        CheckConstraint("desk IS NOT NULL OR holder_id IS NOT NULL", name="work_item_is_somebodys"),
        CheckConstraint("status <> 'claimed' OR holder_id IS NOT NULL", name="work_item_claimed_by_one"),
        CheckConstraint("(ended_at IS NULL) = (status IN ('open', 'claimed'))", name="work_item_ended"),
        Index("work_item_of_ticket", "ticket_id"),
        Index(
            "work_item_pool",
            "office_id",
            "desk",
            "due_at",
            "id",
            postgresql_where=text(f"{OPEN} AND holder_id IS NULL"),
        ),
        Index("work_item_mine", "holder_id", "due_at", "id", postgresql_where=text(OPEN)),
        Index(
            "work_item_team",
            "office_id",
            "due_at",
            "id",
            postgresql_where=text(f"{OPEN} AND holder_id IS NOT NULL"),
        ),
        Index("work_item_done", "decided_by", "ended_at", "id", postgresql_where=text("status = 'done'")),
        Index(
            "work_item_one_vote",
            "ticket_id",
            "round",
            "level",
            "seat",
            unique=True,
            postgresql_where=text("kind = 'vote' AND status IN ('open', 'claimed', 'done')"),
        ),
        Index(
            "work_item_one_seat_a_person",
            "ticket_id",
            "round",
            "decided_by_person",
            unique=True,
            postgresql_where=text("kind = 'vote' AND status = 'done'"),
        ),
        Index(
            "work_item_one_vote_in_a_name",
            "ticket_id",
            "round",
            "behalf_person",
            unique=True,
            postgresql_where=text("kind = 'vote' AND status = 'done'"),
        ),
        {"postgresql_with": {"autovacuum_vacuum_scale_factor": "0.02"}},
    )

    id: Mapped[Id]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    state: Mapped[Words]
    kind: Mapped[Words]
    round: Mapped[int]
    level: Mapped[int | None]
    level_name: Mapped[Words | None]
    seat: Mapped[int | None]
    desk: Mapped[Words | None]
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    owner_item: Mapped[UUID | None] = mapped_column(ForeignKey("work_item.id"))
    status: Mapped[Words]
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_at: Mapped[Instant]
    created_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decision: Mapped[Words | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_by_person: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    offered_to: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    carried_from: Mapped[UUID | None] = mapped_column(ForeignKey("work_item.id"))
    behalf_person: Mapped[UUID | None]


class ApprovalLevel(Base):
    """A level as it was computed when the approval was entered; a later policy does not touch it."""

    __tablename__ = "approval_level"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Words]
    rule: Mapped[Json]
    amount_fen: Mapped[Fen]
