"""What goes over from who leaves a room to who follows."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE occupancy_change_money (
    change_id uuid NOT NULL,
    from_id uuid NOT NULL,
    book text NOT NULL,
    to_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    CONSTRAINT pk_occupancy_change_money PRIMARY KEY (change_id, from_id),
    CONSTRAINT occupancy_change_money_book CHECK (book IN ('charge', 'prepayment')),
    CONSTRAINT occupancy_change_money_amount CHECK (amount_fen > 0),
    CONSTRAINT fk_occupancy_change_money_change_id FOREIGN KEY (change_id) REFERENCES occupancy_change (id)
);
CREATE UNIQUE INDEX occupancy_change_money_to ON occupancy_change_money (to_id);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
