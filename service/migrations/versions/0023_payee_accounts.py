"""Payees' accounts and callbacks get a place to be sealed in; a key of the company stands beside the offices'."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE office_key ALTER COLUMN office_id DROP NOT NULL;
DROP INDEX office_key_one;
CREATE UNIQUE INDEX office_key_one ON office_key (office_id) NULLS NOT DISTINCT WHERE retired_at IS NULL;
CREATE TABLE payee_account (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    number_sealed bytea NOT NULL,
    number_digest bytea NOT NULL,
    number_masked text NOT NULL,
    created_at timestamptz DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT pk_payee_account PRIMARY KEY (id),
    CONSTRAINT fk_payee_account_office_id FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT fk_payee_account_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket (id)
);
CREATE INDEX payee_account_number ON payee_account (number_digest);
CREATE INDEX payee_account_of_ticket ON payee_account (ticket_id);
ALTER TABLE inbox ADD COLUMN raw_sealed bytea;
ALTER TABLE inbox ALTER COLUMN raw DROP NOT NULL;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
