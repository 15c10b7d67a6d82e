"""The double entry under the book of entries: what was booked before is posted as the triggers would have."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE book_entry DROP CONSTRAINT book_entry_kind;
ALTER TABLE book_entry ADD CONSTRAINT book_entry_kind CHECK (kind IN ('receipt', 'charged', 'refund',
    'deduction', 'allocation', 'adjustment', 'write_off', 'opening', 'transfer'));
CREATE TABLE posting (
    group_id uuid NOT NULL,
    account text NOT NULL,
    office_id uuid NOT NULL,
    row_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    at timestamptz DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (group_id, account),
    CONSTRAINT posting_account CHECK (account IN ('receivable', 'deposit', 'prepayment', 'money', 'revenue',
        'adjustment', 'bad_debt', 'deduction', 'refunded', 'settlement', 'transfer', 'opening')),
    CONSTRAINT posting_amount CHECK (amount_fen <> 0),
    CONSTRAINT fk_posting_office_id FOREIGN KEY (office_id) REFERENCES office (id)
);
CREATE OR REPLACE FUNCTION ledger_account(book text, kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN book = 'charge' THEN 'receivable' WHEN book <> 'paid' THEN book
                WHEN kind = 'allocation' THEN 'settlement' ELSE 'refunded' END
$$;
CREATE OR REPLACE FUNCTION ledger_contra(book text, kind text, payment uuid) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'receipt' THEN 'money' WHEN 'refund' THEN 'money' WHEN 'charged' THEN 'revenue'
                     WHEN 'write_off' THEN 'bad_debt'
                     WHEN 'allocation' THEN CASE WHEN book = 'charge' THEN 'settlement'
                                                 WHEN payment IS NULL THEN 'transfer' ELSE 'money' END
                     ELSE kind END
$$;
CREATE OR REPLACE FUNCTION post_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
    SELECT e.id, p.account, e.office_id, e.row_id, p.amount_fen, e.at
      FROM (SELECT *, CASE book WHEN 'charge' THEN amount_fen ELSE -amount_fen END AS debit FROM entered) e
     CROSS JOIN LATERAL (VALUES (ledger_account(e.book, e.kind), e.debit),
            (ledger_contra(e.book, e.kind, e.payment_id), -e.debit)) p(account, amount_fen);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION post_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
    SELECT a.id, p.account, y.office_id, y.id, p.amount_fen, y.created_at
      FROM entered a JOIN payment y ON y.id = a.payment_id
     CROSS JOIN LATERAL (VALUES ('money', a.amount_fen), ('revenue', -a.amount_fen)) p(account, amount_fen)
     WHERE a.ticket_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION posting_is_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM entered GROUP BY group_id HAVING sum(amount_fen) <> 0) THEN
        RAISE EXCEPTION 'postings do not sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION posting_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'posting is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
SELECT e.id, p.account, e.office_id, e.row_id, p.amount_fen, e.at
  FROM (SELECT *, CASE WHEN book = 'charge' THEN amount_fen ELSE -amount_fen END AS debit FROM book_entry) e
 CROSS JOIN LATERAL (VALUES (ledger_account(e.book, e.kind), e.debit),
                            (ledger_contra(e.book, e.kind, e.payment_id), -e.debit)) p(account, amount_fen);
INSERT INTO posting (group_id, account, office_id, row_id, amount_fen, at)
SELECT a.id, p.account, y.office_id, y.id, p.amount_fen, y.created_at
  FROM payment_allocation a JOIN payment y ON y.id = a.payment_id
 CROSS JOIN LATERAL (VALUES ('money', a.amount_fen), ('revenue', -a.amount_fen)) p(account, amount_fen)
 WHERE a.ticket_id IS NOT NULL;
CREATE TRIGGER book_entry_posts AFTER INSERT ON book_entry REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION post_entries();
CREATE TRIGGER payment_allocation_posts AFTER INSERT ON payment_allocation
    REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION post_parts();
CREATE TRIGGER posting_balanced AFTER INSERT ON posting REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION posting_is_balanced();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION posting_is_append_only();
"""


def upgrade() -> None:
    """Expands only: processes of the release before write entries, and the triggers post them."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
