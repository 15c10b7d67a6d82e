"""A move notes whom and which rows its signatures are for."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    for name in ("move", "handover", "transfer"):
        op.execute(f"ALTER TABLE {name} ADD COLUMN weighed jsonb")


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
