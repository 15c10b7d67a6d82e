"""Charges that were picked with a handover name it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE charge
    ADD COLUMN handover_id uuid,
    ADD CONSTRAINT fk_charge_handover_id FOREIGN KEY (handover_id) REFERENCES occupancy_change (id);
CREATE INDEX charge_of_handover ON charge (handover_id) WHERE handover_id IS NOT NULL;
CREATE INDEX charge_of_handovers ON charge (office_id, id) WHERE handover_id IS NOT NULL;
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
