"""Imports: a file on its way from being sent to being saved, and the columns that an office uses."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.words import IMPORT_STATUSES
from service.db import Base
from service.models.columns import Born, Id, Json, Words, one_of

_NONE = text("'[]'::jsonb")


class ImportJob(Base):
    """The file is sealed, and gone as soon as nothing is to be read from it any more: it is full of names.

    `rows` that hold anything below the header, `valid` those that could be saved, `wrong_rows` the numbers
    of the others, `warned` those that may stand in the books already, `done` how far the present step has
    come; `attempt` counts confirmations.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        one_of("import_job_status", "status", IMPORT_STATUSES),
        CheckConstraint(
            "(content_sealed IS NOT NULL) = (status IN ('reading', 'ready', 'saving'))",
            name="import_job_content",
        ),
        CheckConstraint("(refusal IS NOT NULL) = (status = 'refused')", name="import_job_refusal"),
        Index("import_job_of_office", "office_id", "id"),
        Index(
            "import_job_unsaved",
            "created_at",
            postgresql_where=text("status IN ('reading', 'ready', 'saving')"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[Words]
    name: Mapped[Words]
    status: Mapped[Words] = mapped_column(server_default="reading")
    mapping: Mapped[Json | None]
    columns: Mapped[Json] = mapped_column(server_default=_NONE)
    rows: Mapped[int] = mapped_column(server_default="0")
    valid: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    errors: Mapped[Json] = mapped_column(server_default=_NONE)
    wrong_rows: Mapped[Json] = mapped_column(server_default=_NONE)
    preview: Mapped[Json] = mapped_column(server_default=_NONE)
    refusal: Mapped[Json | None]
    attempt: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    saved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_masked: Mapped[Words | None]
    warnings: Mapped[Json] = mapped_column(server_default=_NONE)
    warned: Mapped[int] = mapped_column(server_default="0")


class ImportMapping(Base):
    """列对应设置: which column fills which field, as the office confirmed it last for this kind of list."""

    __tablename__ = "import_mapping"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    kind: Mapped[Words] = mapped_column(primary_key=True)
    mapping: Mapped[Json]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]
