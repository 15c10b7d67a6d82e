"""A payment's number is one of its office while it stands, and a gateway's is one payment anywhere."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# The name stays: processes of the release before know a refusal by it.
UP = """
ALTER TABLE payment DROP CONSTRAINT uq_payment_payment_no;
CREATE UNIQUE INDEX uq_payment_payment_no ON payment (office_id, payment_no) WHERE reversed_at IS NULL;
CREATE UNIQUE INDEX payment_of_gateway ON payment (payment_no) WHERE received_by IS NULL;
"""


def upgrade() -> None:
    """Expands only: whatever was allowed before still is."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
