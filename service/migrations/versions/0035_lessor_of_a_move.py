"""A move through the workflow says who lets the room to a tenant."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE move ADD COLUMN lessor text;
ALTER TABLE handover ADD COLUMN lessor text;
ALTER TABLE transfer ADD COLUMN lessor text;
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
