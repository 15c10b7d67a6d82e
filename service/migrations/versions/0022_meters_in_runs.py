"""Rooms whose meters were not read, or that have none, stand in the report of a charge run."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE charge_run_fault
    DROP CONSTRAINT charge_run_fault_reason,
    ADD CONSTRAINT charge_run_fault_reason
        CHECK (reason IN ('vacant', 'no_tariff', 'no_area', 'zero', 'no_meter', 'no_reading'));
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
