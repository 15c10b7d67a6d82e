"""Notices inside the house (站内通知): what somebody is told about a ticket, read or not yet read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Words


class Notice(Base):
    """One for each person told; `desk` says for which desk, null where the person is meant.

    `template` is what happened: `repair.timeout`, `clock.resolution`, `remind_1`.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_unread", "account_id", "id", postgresql_where=text("read_at IS NULL")),
        Index("notice_of_account", "account_id", "id"),
        Index("notice_of_ticket", "ticket_id"),
        Index("notice_of_customer", "customer_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    desk: Mapped[Words | None]
    template: Mapped[Words]
    at: Mapped[Born]
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
