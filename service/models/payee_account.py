"""Bank accounts that refund slips pay to, sealed; a slip and its instructions name their row."""

from typing import LiteralString
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Words

# Which row a slip's account is: its own `account_id`, and of slips from before there was one, the slip's id.
ACCOUNT_OF: LiteralString = "coalesce(({slip}payee ->> 'account_id')::uuid, {slip}ticket_id)"


class PayeeAccount(Base):
    """Never changed but by a rotation of keys: another account of a slip is another row.

    `number_digest` is by the key of the company, so that slips of several offices to one account are found.
    """

    __tablename__ = "payee_account"
    __table_args__ = (
        Index("payee_account_number", "number_digest"),
        Index("payee_account_of_ticket", "ticket_id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_digest: Mapped[bytes] = mapped_column(LargeBinary)
    number_masked: Mapped[Words]
    created_at: Mapped[Born]
