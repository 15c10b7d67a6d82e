"""Keys of offices, wrapped by a master key that is never in the database."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Words


class OfficeKey(Base):
    """One not retired seals; a retired one opens until nothing is sealed under it any more.

    No office: the key of the company.
    """

    __tablename__ = "office_key"
    __table_args__ = (
        Index(
            "office_key_one",
            "office_id",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master: Mapped[Words]
    created_at: Mapped[Born]
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
