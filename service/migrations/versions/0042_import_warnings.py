"""An import says which of its rows may stand in the books already."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE import_job ADD COLUMN warnings jsonb DEFAULT '[]'::jsonb NOT NULL,
    ADD COLUMN warned integer DEFAULT 0 NOT NULL;
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
