"""What a late day cost before its rate was changed."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE late_rate (item_id UUID NOT NULL, until DATE NOT NULL, late_ppm INTEGER NOT NULL,
    CONSTRAINT pk_late_rate PRIMARY KEY (item_id, until),
    CONSTRAINT late_rate_late_ppm CHECK (late_ppm BETWEEN 0 AND 3000),
    CONSTRAINT fk_late_rate_item_id FOREIGN KEY(item_id) REFERENCES charge_item (id) ON DELETE CASCADE);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
