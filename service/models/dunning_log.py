"""The dunning log (催款跟进): who was reminded when and how, and what was promised."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Fen, Id, Words, one_of
from service.models.customer import CHANNELS


class DunningLog(Base):
    """`owed_fen` is what was due when it was written. A promise also stands as a limitation event."""

    __tablename__ = "dunning_log"
    __table_args__ = (
        one_of("dunning_log_channel", "channel", CHANNELS),
        CheckConstraint("promised_on >= happened_on", name="dunning_log_in_order"),
        CheckConstraint("promised_fen IS NULL OR promised_on IS NOT NULL", name="dunning_log_promise"),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="dunning_log_customer_same_office",
        ),
        Index("dunning_log_of_office", "office_id", "id"),
        Index("dunning_log_of_customer", "customer_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    customer_id: Mapped[UUID]
    channel: Mapped[Words]
    happened_on: Mapped[Day]
    text: Mapped[str | None] = mapped_column(Text)
    promised_on: Mapped[date | None] = mapped_column(Date)
    promised_fen: Mapped[Fen | None]
    owed_fen: Mapped[Fen]
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
