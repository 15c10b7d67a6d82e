"""The append-only book under every balance: a balance is the sum of its entries, as a checker proves."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, EntryId, Fen, Words, one_of, statement

BOOKS = ("deposit", "prepayment", "charge", "paid")
ENTRY_KINDS = (
    "receipt",
    "charged",
    "refund",
    "deduction",
    "allocation",
    "adjustment",
    "write_off",
    "opening",
    "transfer",
)


class BookEntry(Base):
    """`row_id` is the deposit, prepayment or charge. A charge has two books: `charge` is what is owed (it
    sums to `balance_fen`), `paid` what came in for it less what was given back (`paid_fen - refunded_fen`).
    """

    __tablename__ = "book_entry"
    __table_args__ = (
        one_of("book_entry_book", "book", BOOKS),
        one_of("book_entry_kind", "kind", ENTRY_KINDS),
        CheckConstraint("amount_fen <> 0", name="book_entry_amount"),
        Index("book_entry_once", "ticket_id", "book", "row_id", "kind", "event_seq", unique=True),
        Index("book_entry_of_row", "row_id", "book"),
    )

    id: Mapped[EntryId]
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    book: Mapped[Words]
    row_id: Mapped[UUID]
    kind: Mapped[Words]
    amount_fen: Mapped[Fen]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    event_seq: Mapped[int | None]
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"), index=True)
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Born]


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION book_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'book_entry is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$
"""
GUARD_ENTRIES = """
CREATE TRIGGER book_entry_append_only BEFORE UPDATE OR DELETE ON book_entry
FOR EACH ROW EXECUTE FUNCTION book_entry_is_append_only()
"""
event.listen(BookEntry.__table__, "after_create", statement(REFUSE_CHANGE))
event.listen(BookEntry.__table__, "after_create", statement(GUARD_ENTRIES))
