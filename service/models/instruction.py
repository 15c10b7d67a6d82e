"""Payment instructions: made from the approved snapshot, one try after the other, never two alive."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Fen, Json, Words, one_of

INSTRUCTION_STATUSES = ("made", "sent", "unknown", "succeeded", "failed", "void")


class Instruction(Base):
    """`refund_no` is the key at the gateway. A next try exists only after a final failure of this one.

    `payee` is name and bank, the last digits of the account, and in `account_id` its row.
    """

    __tablename__ = "instruction"
    __table_args__ = (
        one_of("instruction_status", "status", INSTRUCTION_STATUSES),
        UniqueConstraint("ticket_id", "try", name="instruction_try"),
        CheckConstraint("amount_fen > 0", name="instruction_amount"),
        CheckConstraint("NOT jsonb_exists(payee, 'account')", name="instruction_payee_sealed"),
        Index(
            "instruction_one_alive",
            "ticket_id",
            unique=True,
            postgresql_where=text("status NOT IN ('failed', 'void')"),
        ),
    )

    refund_no: Mapped[Words] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    number: Mapped[int] = mapped_column("try")
    amount_fen: Mapped[Fen]
    payee: Mapped[Json]
    route: Mapped[Words]
    status: Mapped[Words]
    provider_ref: Mapped[Words | None]
    made_at: Mapped[Born]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
