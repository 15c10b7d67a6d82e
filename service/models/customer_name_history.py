"""Names that a customer bore before (更名历史), so that an old paper still leads to who it was."""

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, EntryId, Words


class CustomerNameHistory(Base):
    """`name` was borne until the moment `until`; `ticket_id` is the rename, null for a direct edit."""

    __tablename__ = "customer_name_history"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="customer_name_history_same_office",
            ondelete="CASCADE",
        ),
        Index("customer_name_history_of", "customer_id", "until"),
    )

    id: Mapped[EntryId]
    office_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    name: Mapped[Words]
    until: Mapped[Born]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
