"""The plain phone numbers go, once `guanjia migrate` has sealed them all between the last migration and this."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFUSE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM customer WHERE phone IS NOT NULL AND phone_sealed IS NULL) THEN
        RAISE EXCEPTION 'phone numbers are not sealed yet: run `guanjia migrate`';
    END IF;
END $$
"""


def upgrade() -> None:
    op.execute(REFUSE)
    op.execute("ALTER TABLE customer DROP COLUMN phone")


def downgrade() -> None:
    raise RuntimeError("restore the dump that was made before the migration")
