"""What one write-off used of a prepayment is known as one."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

UP = "ALTER TABLE prepayment_use ADD COLUMN write_off_id UUID;"


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it and leave it empty."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
