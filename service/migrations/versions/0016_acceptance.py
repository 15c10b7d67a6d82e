"""What was found when somebody took a room over."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE acceptance (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    change_id uuid NOT NULL,
    text text NOT NULL,
    accepted_on date NOT NULL,
    repair_id uuid,
    created_by uuid NOT NULL,
    created_at timestamptz DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_acceptance PRIMARY KEY (id),
    CONSTRAINT fk_acceptance_office_id FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT fk_acceptance_change_id FOREIGN KEY (change_id) REFERENCES occupancy_change (id),
    CONSTRAINT fk_acceptance_repair_id FOREIGN KEY (repair_id) REFERENCES ticket (id),
    CONSTRAINT fk_acceptance_created_by FOREIGN KEY (created_by) REFERENCES account (id)
);
CREATE INDEX acceptance_of_office ON acceptance (office_id, id);
CREATE INDEX acceptance_of_change ON acceptance (change_id, id);
CREATE INDEX acceptance_of_repair ON acceptance (repair_id);
ALTER TABLE occupancy_change
    DROP CONSTRAINT occupancy_change_codes,
    ADD CONSTRAINT occupancy_change_codes CHECK (num_nonnulls(passed_code, left_code) IN (0, 2));
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
