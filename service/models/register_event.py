"""The audit of the register: who looked at, made, changed or revealed which row; append-only."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, event, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Id, Words, one_of, statement

VERBS = ("view", "create", "change", "delete", "disable", "enable", "reveal", "list", "export", "refused")
# What the trail speaks of. Of a tariff the row is its room, or the building that was priced as a whole; the
# last ones are lists, of which the row is the office or the customer.
NOUNS = (
    *("customer", "bank_account", "member", "customer_event", "occupancy", "occupancy_change", "acceptance"),
    *("office", "building", "room", "charge_item", "standard", "tariff", "meter", "meter_reading"),
    *("charge", "payment", "prepayment", "deposit", "subsidy"),
    *("profile", "history", "drill", "directory", "past", "search", "debit_file"),
    "policy",
)


class RegisterEvent(Base):
    """`fields` are names only: what stood in them is no business of a log.

    `refused`: somebody asked for what their desks may not read; the row is the customer's.
    """

    __tablename__ = "register_event"
    __table_args__ = (
        one_of("register_event_verb", "verb", VERBS),
        Index("register_event_of_office", "office_id", "id"),
        Index("register_event_of_row", "row_id", "id"),
        Index("register_event_reveals", "actor_id", "at", postgresql_where=text("verb = 'reveal'")),
    )

    id: Mapped[Id]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    noun: Mapped[Words]
    row_id: Mapped[UUID]
    verb: Mapped[Words]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[Words | None]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION register_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'register_event is append-only'
          USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$
"""
GUARD = """
CREATE TRIGGER register_event_append_only BEFORE UPDATE OR DELETE ON register_event
FOR EACH ROW EXECUTE FUNCTION register_event_is_append_only()
"""
event.listen(RegisterEvent.__table__, "after_create", statement(REFUSE_CHANGE))
event.listen(RegisterEvent.__table__, "after_create", statement(GUARD))
