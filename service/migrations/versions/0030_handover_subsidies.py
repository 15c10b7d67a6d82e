"""A subsidy knows the handover with which it was promised."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE subsidy
    ADD COLUMN handover_id uuid,
    ADD CONSTRAINT fk_subsidy_handover_id FOREIGN KEY (handover_id) REFERENCES occupancy_change (id);
CREATE INDEX subsidy_of_handover ON subsidy (handover_id) WHERE handover_id IS NOT NULL;
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
