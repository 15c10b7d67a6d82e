"""The double entry under the book: every entry is two postings that sum to zero, made by the database itself.

Made by triggers, so that whoever writes a book entry (a use case, the door's one statement, an import)
writes both sides and nobody can write one.
"""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.columns import Born, Fen, Words, one_of, statement

ACCOUNTS = (
    "receivable",
    "deposit",
    "prepayment",
    "money",
    "revenue",
    "adjustment",
    "bad_debt",
    "deduction",
    "refunded",
    "settlement",
    "transfer",
    "opening",
)


class Posting(Base):
    """Debit is above zero, credit below. `group_id` is the book entry, or the part of a payment for a repair.

    `settlement` meets itself on every charge, `transfer` in every office: both sum to zero. `row_id` is the
    deposit, prepayment, charge or (for a repair) payment.
    """

    __tablename__ = "posting"
    __table_args__ = (
        one_of("posting_account", "account", ACCOUNTS),
        CheckConstraint("amount_fen <> 0", name="posting_amount"),
    )

    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[Words] = mapped_column(primary_key=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    row_id: Mapped[UUID]
    amount_fen: Mapped[Fen]
    at: Mapped[Born]


OWN_ACCOUNT = """
CREATE OR REPLACE FUNCTION ledger_account(book text, kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN book = 'charge' THEN 'receivable' WHEN book <> 'paid' THEN book
                WHEN kind = 'allocation' THEN 'settlement' ELSE 'refunded' END
$$
"""
OTHER_ACCOUNT = """
CREATE OR REPLACE FUNCTION ledger_contra(book text, kind text, payment uuid) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'receipt' THEN 'money' WHEN 'refund' THEN 'money' WHEN 'charged' THEN 'revenue'
                     WHEN 'write_off' THEN 'bad_debt'
                     WHEN 'allocation' THEN CASE WHEN book = 'charge' THEN 'settlement'
                                                 WHEN payment IS NULL THEN 'transfer' ELSE 'money' END
                     ELSE kind END
$$
"""
POST_ENTRIES = """
CREATE OR REPLACE FUNCTION post_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
    SELECT e.id, p.account, e.office_id, e.row_id, p.amount_fen, e.at
      FROM (SELECT *, CASE book WHEN 'charge' THEN amount_fen ELSE -amount_fen END AS debit FROM entered) e
     CROSS JOIN LATERAL (VALUES (ledger_account(e.book, e.kind), e.debit),
            (ledger_contra(e.book, e.kind, e.payment_id), -e.debit)) p(account, amount_fen);
    RETURN NULL;
END $$
"""
POST_PARTS = """
CREATE OR REPLACE FUNCTION post_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
    SELECT a.id, p.account, y.office_id, y.id, p.amount_fen, y.created_at
      FROM entered a JOIN payment y ON y.id = a.payment_id
     CROSS JOIN LATERAL (VALUES ('money', a.amount_fen), ('revenue', -a.amount_fen)) p(account, amount_fen)
     WHERE a.ticket_id IS NOT NULL;
    RETURN NULL;
END $$
"""
REFUSE_UNBALANCED = """
CREATE OR REPLACE FUNCTION posting_is_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM entered GROUP BY group_id HAVING sum(amount_fen) <> 0) THEN
        RAISE EXCEPTION 'postings do not sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$
"""
REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION posting_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'posting is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER book_entry_posts AFTER INSERT ON book_entry REFERENCING NEW TABLE AS entered"
    " FOR EACH STATEMENT EXECUTE FUNCTION post_entries()",
    "CREATE TRIGGER payment_allocation_posts AFTER INSERT ON payment_allocation"
    " REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION post_parts()",
    "CREATE TRIGGER posting_balanced AFTER INSERT ON posting REFERENCING NEW TABLE AS entered"
    " FOR EACH STATEMENT EXECUTE FUNCTION posting_is_balanced()",
    "CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting"
    " FOR EACH ROW EXECUTE FUNCTION posting_is_append_only()",
)
for sql in (
    OWN_ACCOUNT,
    OTHER_ACCOUNT,
    POST_ENTRIES,
    POST_PARTS,
    REFUSE_UNBALANCED,
    REFUSE_CHANGE,
    *TRIGGERS,
):
    event.listen(Base.metadata, "after_create", statement(sql))
