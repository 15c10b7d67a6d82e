"""Attempts to log in, counted across processes: more workers must not make guessing faster."""

from sqlalchemy import Boolean, CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id


class LoginAttempt(Base):
    """Digests only: what is typed as a name is sometimes a password."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        CheckConstraint("octet_length(who) = 32 AND octet_length(source) = 32", name="login_attempt_digests"),
        Index("login_attempt_who", "who", "at", postgresql_where=text("NOT succeeded")),
        Index("login_attempt_source", "source", "at", postgresql_where=text("NOT succeeded")),
        Index("login_attempt_age", "at"),
    )

    id: Mapped[Id]
    who: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Born]
    succeeded: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
