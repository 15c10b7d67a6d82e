"""Finds what was handed over on a ticket without reading its whole log."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX event_handed_over ON event (ticket_id) WHERE trigger = 'hand_over'")


def downgrade() -> None:
    op.execute("DROP INDEX event_handed_over")
