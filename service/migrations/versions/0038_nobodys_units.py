"""A reading may say that the units up to it are nobody's, and a run's report that a month was charged by hand."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE meter_reading ADD COLUMN nobodys boolean NOT NULL DEFAULT false;
ALTER TABLE charge_run_fault
    DROP CONSTRAINT charge_run_fault_reason,
    ADD CONSTRAINT charge_run_fault_reason CHECK (reason IN ('vacant', 'no_tariff', 'no_area', 'zero', 'no_meter',
        'no_reading', 'too_much', 'by_hand'));
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
