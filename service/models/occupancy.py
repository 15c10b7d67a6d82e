"""Occupancy (居住关系): who lives where, in which nature, from when to when; the payer is derived from it."""

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKeyConstraint, Index, event, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Day, Id, Version, Words, one_of, statement

NATURES = ("owner", "tenant", "resident")
SOURCES = ("direct", "handover", "move", "transfer")
# Who pays of those who are in a room on one day, `y` among them: the stated order, R-OCC-24.
PAYS_FIRST: LiteralString = "array_position(ARRAY['resident', 'tenant', 'owner'], y.nature)"


def last_there(room: LiteralString, before: LiteralString, after: LiteralString) -> LiteralString:
    """`(SELECT …)`: the id of who paid last before that day, of those who were there later than `after`."""
    return f"""
(SELECT y.customer_id FROM occupancy y
  WHERE y.room_id = {room} AND y.until > y.since AND y.until <= {before} AND y.until - 1 > {after}
  ORDER BY y.until DESC, {PAYS_FIRST} LIMIT 1)"""


def used_by(room: LiteralString, day: LiteralString, since: LiteralString) -> LiteralString:
    """`(SELECT …)`: the id of who had the room until that day, else had it last, later than `since`."""
    return f"""
(SELECT coalesce((SELECT y.customer_id FROM occupancy y
                   WHERE y.room_id = {room} AND daterange(y.since, y.until) @> {day} - 1
                   ORDER BY {PAYS_FIRST} LIMIT 1), {last_there(room, day, since)}))"""


LESSORS = ("owner", "company")

# No contrib extension is in the embedded server, so btree_gist is not there: a range of one room stands in.
CREATE_UUIDRANGE = "CREATE TYPE uuidrange AS RANGE (subtype = uuid)"
DROP_UUIDRANGE = "DROP TYPE IF EXISTS uuidrange"


def _one_at_a_time(nature: str) -> ExcludeConstraint:
    return ExcludeConstraint(
        (text("uuidrange(room_id, room_id, '[]')"), "&&"),
        (text("daterange(since, until)"), "&&"),
        where=text(f"nature = '{nature}'"),
        using="gist",
        name=f"occupancy_one_{nature}",
    )


class Occupancy(Base):
    """`until` is the first day on which the relation no longer holds; null while it lasts.

    `out_on` is the day of leaving as people say it: the last day of a move-out, or the day on which somebody
    followed. Who came and was followed on one day held it for no day at all; nor did who was `cancelled_at`.
    `lessor` says who lets the room to a tenant: its owner, or the property company itself.
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        one_of("occupancy_nature", "nature", NATURES),
        one_of("occupancy_source", "source", SOURCES),
        one_of("occupancy_lessor", "lessor", LESSORS),
        CheckConstraint("nature = 'tenant' OR lessor = 'owner'", name="occupancy_let_to_tenants"),
        CheckConstraint("until >= since", name="occupancy_in_order"),
        CheckConstraint("cancelled_at IS NULL OR until = since", name="occupancy_cancelled"),
        ForeignKeyConstraint(
            ["room_id", "office_id"], ["room.id", "room.office_id"], name="occupancy_room_same_office"
        ),
        ForeignKeyConstraint(
            ["customer_id", "office_id"],
            ["customer.id", "customer.office_id"],
            name="occupancy_customer_same_office",
        ),
        *(_one_at_a_time(nature) for nature in NATURES),
        Index("occupancy_of_room", "room_id", "since"),
        Index("occupancy_of_customer", "customer_id", "since"),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID]
    room_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    nature: Mapped[Words]
    since: Mapped[Day]
    until: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[Born]
    source: Mapped[Words] = mapped_column(server_default="direct")
    out_on: Mapped[date | None] = mapped_column(Date)
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[Version]
    lessor: Mapped[Words] = mapped_column(server_default="owner")


event.listen(
    Base.metadata,
    "before_create",
    statement(f"DO $$ BEGIN {CREATE_UUIDRANGE}; EXCEPTION WHEN duplicate_object THEN END $$"),
)
event.listen(Base.metadata, "after_drop", statement(DROP_UUIDRANGE))
