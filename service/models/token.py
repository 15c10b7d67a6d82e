"""Bearer tokens: only the SHA-256 digest is kept, so a dump of the table opens nothing."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Instant


class Token(Base):
    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint("octet_length(digest) = 32", name="token_digest_sha256"),
        Index("token_expiry", "expires_at"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[Instant]
    created_at: Mapped[Born]
