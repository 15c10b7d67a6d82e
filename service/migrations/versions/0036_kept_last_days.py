"""迁出日期 in a list is the last day by now: what offices confirmed while it was the day after is forgotten."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

UP = "DELETE FROM import_mapping WHERE mapping ->> 'until' = '迁出日期'"


def upgrade() -> None:
    """Every release finds the columns by their names then, or asks for them."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
