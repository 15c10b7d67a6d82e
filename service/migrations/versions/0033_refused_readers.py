"""The trail also holds who asked for what they may not read."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE register_event
    DROP CONSTRAINT register_event_verb,
    ADD CONSTRAINT register_event_verb CHECK (verb IN ('view', 'create', 'change', 'delete', 'disable', 'enable',
        'reveal', 'list', 'export', 'refused'));
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
