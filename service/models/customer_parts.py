"""What belongs to one customer: bank accounts, members of the family, what was written here before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Id, Version, Words, one_of

SEXES = ("male", "female", "unknown")
HISTORY_FIELDS = ("code", "kind", "phone", "id_number")


def _of_customer(table: str) -> ForeignKeyConstraint:
    """A customer that was never used takes these along when it is deleted."""
    return ForeignKeyConstraint(
        ["customer_id", "office_id"],
        ["customer.id", "customer.office_id"],
        name=f"{table}_customer_same_office",
        ondelete="CASCADE",
    )


class BankAccount(Base):
    """At most one account in use is the primary one (主帐号): direct debit draws on it."""

    __tablename__ = "bank_account"
    __table_args__ = (
        _of_customer("bank_account"),
        Index(
            "bank_account_one_primary",
            "customer_id",
            unique=True,
            postgresql_where=text('"primary" AND disabled_at IS NULL'),
        ),
        Index("bank_account_of_customer", "customer_id", "id"),
        Index("bank_account_number", "number_digest"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    holder: Mapped[Words]
    bank: Mapped[Words]
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_digest: Mapped[bytes] = mapped_column(LargeBinary)
    number_masked: Mapped[Words]
    primary: Mapped[bool]
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Born]
    version: Mapped[Version]


class Member(Base):
    """Somebody of the customer's household (客户成员)."""

    __tablename__ = "member"
    __table_args__ = (
        _of_customer("member"),
        one_of("member_sex", "sex", SEXES),
        Index("member_of_customer", "customer_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    relation: Mapped[Words]
    name: Mapped[Words]
    sex: Mapped[Words] = mapped_column(server_default="unknown")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    phone_masked: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Born]
    version: Mapped[Version]


class CustomerHistory(Base):
    """What a field held before, names apart: they stand in `customer_name_history`.

    A plain value is in `old_masked` as it was; a personal one is sealed, with its mask there.
    """

    __tablename__ = "customer_history"
    __table_args__ = (
        _of_customer("customer_history"),
        one_of("customer_history_field", "field", HISTORY_FIELDS),
        Index("customer_history_of", "customer_id", "id"),
        Index("customer_history_code", "office_id", "old_masked", postgresql_where=text("field = 'code'")),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    field: Mapped[Words]
    old_masked: Mapped[str | None] = mapped_column(Text)
    old_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]


class TenantType(Base):
    """A type of tenant (租户类型) that an office added; `hardship` makes dunning treat it as 困难户."""

    __tablename__ = "tenant_type"
    __table_args__ = (UniqueConstraint("office_id", "name", name="tenant_type_name"),)

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[Words]
    hardship: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[Born]


class CustomerEvent(Base):
    """Something that happened around a customer or a room (客户事件), kept for file and query."""

    __tablename__ = "customer_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="customer_event_customer_same_office",
        ),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="customer_event_room_same_office"
        ),
        Index("customer_event_of_office", "office_id", "happened_on"),
        Index("customer_event_of_customer", "customer_id", "id"),
        Index("customer_event_of_room", "room_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    customer_id: Mapped[UUID | None]
    room_id: Mapped[UUID | None]
    kind: Mapped[Words]
    happened_on: Mapped[Day]
    text: Mapped[Words]
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    version: Mapped[Version]
