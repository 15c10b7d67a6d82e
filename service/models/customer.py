"""Customers (客户): whom the office serves and who pays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Version, Words, one_of

CUSTOMER_KINDS = ("owner", "tenant", "resident", "buyer", "developer", "company", "other")
CHANNELS = ("sms", "call", "message", "door", "post", "hand", "email")
_ALL_CHANNELS = ", ".join(f"'{channel}'" for channel in CHANNELS)


class Customer(Base):
    """`hardship` is 困难户, `special` 特殊户; `channels` are the ways this customer may be reached.

    Phone and ID number are sealed (`service/crypto`): of each a ciphertext, a blind index and a mask.
    """

    __tablename__ = "customer"
    __table_args__ = (
        one_of("customer_kind", "kind", CUSTOMER_KINDS),
        CheckConstraint(f"channels <@ ARRAY[{_ALL_CHANNELS}]::text[]", name="customer_channels"),
        CheckConstraint("name <> '' AND code <> ''", name="customer_named"),
        UniqueConstraint("office_id", "code", name="customer_code"),
        UniqueConstraint("id", "office_id", name="customer_of_office"),
        ForeignKeyConstraint(
            ["office_id", "tenant_type"],
            ["tenant_type.office_id", "tenant_type.name"],
            name="customer_tenant_type",
        ),
        # Parts of a number are looked for in the masks of whole offices.
        Index("customer_phone_shown", "office_id", "phone_masked", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[Words]
    name: Mapped[Words]
    kind: Mapped[Words]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    hardship: Mapped[bool] = mapped_column(server_default=text("false"))
    special: Mapped[bool] = mapped_column(server_default=text("false"))
    no_visits_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    channels: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=text(f"ARRAY[{_ALL_CHANNELS}]::text[]")
    )
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Born]
    version: Mapped[Version]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    phone_masked: Mapped[str | None] = mapped_column(Text)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    id_number_masked: Mapped[str | None] = mapped_column(Text)
    tenant_type: Mapped[str | None] = mapped_column(Text, index=True)
    address: Mapped[str | None] = mapped_column(Text)
    fax: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(Text)
    company: Mapped[str | None] = mapped_column(Text)
    job_title: Mapped[str | None] = mapped_column(Text)
    preference: Mapped[str | None] = mapped_column(Text)
    spending_power: Mapped[str | None] = mapped_column(Text)
