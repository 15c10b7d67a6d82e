"""Tickets that rest, that one and two persons moved beside the table, and that follow an earlier round."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE ticket
    ADD COLUMN suspended jsonb,
    ADD COLUMN proposal jsonb,
    ADD COLUMN exceptional boolean DEFAULT false NOT NULL,
    ADD COLUMN reopened_from uuid,
    ADD COLUMN reopen_count integer DEFAULT 0 NOT NULL,
    ADD CONSTRAINT fk_ticket_reopened_from FOREIGN KEY (reopened_from) REFERENCES ticket (id);
CREATE UNIQUE INDEX ticket_reopened_once ON ticket (reopened_from) WHERE reopened_from IS NOT NULL;
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
