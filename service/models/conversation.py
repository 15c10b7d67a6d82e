"""What stands around a ticket without moving it: comments, attachments, watchers, messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Json, Words, one_of


class Comment(Base):
    """`audience` tells whether the customer may read it; `hash` makes it a piece of evidence."""

    __tablename__ = "comment"
    __table_args__ = (
        one_of("comment_audience", "audience", ("internal", "customer")),
        Index("comment_of_ticket", "ticket_id", "id"),
    )

    id: Mapped[Id]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    audience: Mapped[Words]
    text: Mapped[Words]
    at: Mapped[Born]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Blob(Base):
    """Content by its own hash: the same file is kept once, and none can be changed."""

    __tablename__ = "blob"
    __table_args__ = (CheckConstraint("sha256(content) = digest", name="blob_is_its_digest"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_of_ticket", "ticket_id", "id"),)

    id: Mapped[Id]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[Words]
    media_type: Mapped[Words]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Born]


class Watcher(Base):
    """抄送: a read-only notice, once per person per ticket; `added_by` null: by a rule of the policy."""

    __tablename__ = "watcher"
    __table_args__ = (Index("watcher_of", "account_id", "ticket_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]


class ReadMark(Base):
    """The version of the ticket that somebody has seen last."""

    __tablename__ = "read_mark"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[int]
    at: Mapped[Born]


class Message(Base):
    """An SMS to a customer. The number is looked up when it is sent, the text made from the template."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("message_status", "status", ("made", "sending", "sent", "delivered", "failed", "unknown")),
        Index("message_of_ticket", "ticket_id"),
    )

    id: Mapped[Id]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    template: Mapped[Words]
    params: Mapped[Json]
    status: Mapped[Words]
    effect_key: Mapped[Words] = mapped_column(unique=True)
    created_at: Mapped[Born]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
