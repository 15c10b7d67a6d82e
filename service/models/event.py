"""The append-only log (流水): every rise of a ticket's version is one event, chained by hashes."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Instant, Json, Words, statement


class Event(Base):
    """`changes` holds what the move set, so that the log alone replays to the stored row.

    `on_behalf_of` is "customer", or the account in whose right a stand-in acted, `behalf_person` whose it is.
    `form` is what was said, secrets masked; `rules` the hash of the table in force. `xid` is the writing
    transaction, for the sealer.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("octet_length(hash) = 32", name="event_hash"),
        CheckConstraint("seq > 0", name="event_seq"),
        CheckConstraint("(seq = 1) = (source IS NULL)", name="event_opening"),
        Index("event_handed_over", "ticket_id", postgresql_where=text("trigger = 'hand_over'")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trigger: Mapped[Words]
    source: Mapped[Words | None]
    dest: Mapped[Words]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    actor_person: Mapped[UUID | None]
    on_behalf_of: Mapped[Words | None]
    at: Mapped[Instant]
    form: Mapped[Json]
    changes: Mapped[Json]
    rules: Mapped[Words]
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    prev_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    xid: Mapped[str] = mapped_column(Text, server_default=text("pg_current_xact_id()::text"))
    behalf_person: Mapped[UUID | None]


APPEND_ONLY = """
CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'event is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$
"""
GUARD = """
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION event_is_append_only()
"""
event.listen(Event.__table__, "after_create", statement(APPEND_ONLY))
event.listen(Event.__table__, "after_create", statement(GUARD))
