"""The plain accounts and callbacks go, once `guanjia migrate` has sealed them between this and the one before."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

REFUSE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM refund WHERE jsonb_exists(payee, 'account'))
       OR EXISTS (SELECT FROM instruction WHERE jsonb_exists(payee, 'account'))
       OR EXISTS (SELECT FROM inbox WHERE raw_sealed IS NULL) THEN
        RAISE EXCEPTION 'accounts and callbacks are not sealed yet: run `guanjia migrate`';
    END IF;
END $$
"""
UP = """
ALTER TABLE inbox DROP COLUMN raw;
ALTER TABLE inbox ALTER COLUMN raw_sealed SET NOT NULL;
ALTER TABLE refund ADD CONSTRAINT refund_payee_sealed CHECK (NOT jsonb_exists(payee, 'account'));
ALTER TABLE instruction ADD CONSTRAINT instruction_payee_sealed CHECK (NOT jsonb_exists(payee, 'account'));
DROP INDEX refund_to_account;
CREATE INDEX refund_to_account ON refund (coalesce((payee ->> 'account_id')::uuid, ticket_id));
"""


def upgrade() -> None:
    op.execute(REFUSE)
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    raise RuntimeError("restore the dump that was made before the migration")
