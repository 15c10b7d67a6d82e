"""Who lets a room to its tenant: its owner, or the company."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE occupancy
    ADD COLUMN lessor text DEFAULT 'owner' NOT NULL,
    ADD CONSTRAINT occupancy_lessor CHECK (lessor IN ('owner', 'company')),
    ADD CONSTRAINT occupancy_let_to_tenants CHECK (nature = 'tenant' OR lessor = 'owner');
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
