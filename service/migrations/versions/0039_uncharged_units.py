"""A run's report may say that units were read which it does not charge."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE charge_run_fault
    DROP CONSTRAINT charge_run_fault_reason,
    ADD CONSTRAINT charge_run_fault_reason CHECK (reason IN ('vacant', 'no_tariff', 'no_area', 'zero', 'no_meter',
        'no_reading', 'too_much', 'by_hand', 'uncharged'));
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
