"""Subsidies are ended and taken back by whoever has seen them as they are."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

UP = "ALTER TABLE subsidy ADD COLUMN version integer DEFAULT 1 NOT NULL"


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
