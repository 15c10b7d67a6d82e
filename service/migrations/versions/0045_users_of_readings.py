"""A reading that was made with a move says who had the room until then, on whichever day it was read."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE meter_reading
    ADD COLUMN used_by uuid CONSTRAINT fk_meter_reading_used_by REFERENCES customer (id),
    ADD COLUMN used_until date;
CREATE INDEX ix_meter_reading_used_by ON meter_reading (used_by);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
