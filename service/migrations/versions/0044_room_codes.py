"""The codes that a room bore before are kept."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE room_code_history (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid NOT NULL,
    code text NOT NULL,
    until timestamptz DEFAULT guanjia_now() NOT NULL,
    changed_by uuid CONSTRAINT fk_room_code_history_changed_by REFERENCES account (id),
    CONSTRAINT pk_room_code_history PRIMARY KEY (id),
    CONSTRAINT room_code_history_same_office FOREIGN KEY (room_id, office_id)
        REFERENCES room (id, office_id) ON DELETE CASCADE);
CREATE INDEX room_code_history_of ON room_code_history (room_id, until);
CREATE INDEX room_code_history_code ON room_code_history (office_id, code);
"""


def upgrade() -> None:
    """Expands only: a process of the release before keeps no code of the rooms that it changes."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
