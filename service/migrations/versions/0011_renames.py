"""Renames of customers, one open at a time, and the names that they bore before."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE customer_name_history (
        id uuid DEFAULT gen_random_uuid() NOT NULL,
        office_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        name text NOT NULL,
        until timestamptz DEFAULT guanjia_now() NOT NULL,
        changed_by uuid CONSTRAINT fk_customer_name_history_changed_by REFERENCES account (id),
        ticket_id uuid CONSTRAINT fk_customer_name_history_ticket_id REFERENCES ticket (id),
        CONSTRAINT pk_customer_name_history PRIMARY KEY (id),
        CONSTRAINT customer_name_history_same_office FOREIGN KEY (customer_id, office_id)
            REFERENCES customer (id, office_id) ON DELETE CASCADE)""",
    "CREATE INDEX customer_name_history_of ON customer_name_history (customer_id, until)",
    """CREATE TABLE rename (
        ticket_id uuid NOT NULL CONSTRAINT fk_rename_ticket_id REFERENCES ticket (id),
        new_name text,
        old_name text,
        ground text,
        reason text,
        evidence jsonb,
        seen_version bigint,
        reverts uuid,
        CONSTRAINT pk_rename PRIMARY KEY (ticket_id))""",
    """CREATE UNIQUE INDEX rename_once_a_customer ON ticket (customer_id)
        WHERE workflow = 'rename' AND closed_at IS NULL""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore the dump that was made before the migration instead")
