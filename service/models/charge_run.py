"""Routine charge runs (生成常规费用): what was asked, how far it is, and which rooms were not charged."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, event, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, EntryId, Fen, Id, NoFen, Version, Words, one_of, statement

RUN_STATUSES = ("waiting", "running", "done")
# `uncharged`: units were read, but nobody is known who had the room then.
FAULTS = (
    "vacant",
    "no_tariff",
    "no_area",
    "zero",
    "no_meter",
    "no_reading",
    "too_much",
    "by_hand",
    "uncharged",
)


# A UUIDv7 as `service.db.new_id` makes them, for rows that one statement makes by the thousand.
GUANJIA_ID = """
CREATE OR REPLACE FUNCTION guanjia_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
               substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
               FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$
"""
event.listen(Base.metadata, "before_create", statement(GUANJIA_ID))


class ChargeRun(Base):
    """`after_room` is how far it is: rooms are charged in the order of their ids, some thousand at a time.

    `payer_on` is the day on which whoever lives there pays.
    """

    __tablename__ = "charge_run"
    __table_args__ = (
        one_of("charge_run_status", "status", RUN_STATUSES),
        CheckConstraint("period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name="charge_run_period"),
        Index("charge_run_of_office", "office_id", "id"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    period: Mapped[str] = mapped_column(Text)
    building_id: Mapped[UUID | None] = mapped_column(ForeignKey("building.id"))
    items: Mapped[list[UUID] | None] = mapped_column(ARRAY(PgUuid(as_uuid=True)))
    payer_on: Mapped[Day]
    due_on: Mapped[Day]
    status: Mapped[Words] = mapped_column(server_default="waiting")
    rooms: Mapped[int]
    rooms_done: Mapped[int] = mapped_column(server_default="0")
    lines: Mapped[int] = mapped_column(server_default="0")
    amount_fen: Mapped[NoFen]
    after_room: Mapped[UUID | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ChargeRunFault(Base):
    """A room that was not charged, or an item of it: with the reason."""

    __tablename__ = "charge_run_fault"
    __table_args__ = (
        one_of("charge_run_fault_reason", "reason", FAULTS),
        Index(
            "charge_run_fault_once",
            "run_id",
            "room_id",
            "item_id",
            "reason",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[EntryId]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("charge_run.id"))
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"))
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge_item.id"))
    reason: Mapped[Words]


class Subsidy(Base):
    """The developer pays for the owner (代缴): one item or any, up to an amount or to a day, or both.

    `ended_at`: taken back, as if it had never been. `handover_id`: promised with that handover.
    """

    __tablename__ = "subsidy"
    __table_args__ = (
        CheckConstraint("num_nonnulls(amount_fen, ends_on) > 0", name="subsidy_bounded"),
        CheckConstraint("ends_on >= begins_on", name="subsidy_in_order"),
        CheckConstraint(
            "amount_fen > 0 AND balance_fen BETWEEN 0 AND amount_fen"
            " AND (amount_fen IS NULL) = (balance_fen IS NULL)",
            name="subsidy_within_amount",
        ),
        Index("subsidy_of_room", "room_id", "id"),
        Index("subsidy_of_office", "office_id", "id"),
        Index("subsidy_of_handover", "handover_id", postgresql_where=text("handover_id IS NOT NULL")),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"))
    developer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("charge_item.id"))
    amount_fen: Mapped[Fen | None]
    balance_fen: Mapped[Fen | None]
    begins_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Born]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[Version]
    handover_id: Mapped[UUID | None] = mapped_column(ForeignKey("occupancy_change.id"))
