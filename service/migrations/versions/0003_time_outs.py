"""Superiors and stewards, the warnings that a clock has given, and votes carried into a new round."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = """
ALTER TABLE account ADD COLUMN superior_id uuid CONSTRAINT fk_account_superior_id REFERENCES account (id);
ALTER TABLE building ADD COLUMN steward_id uuid CONSTRAINT fk_building_steward_id REFERENCES account (id);
ALTER TABLE clock ADD COLUMN warned integer DEFAULT 0 NOT NULL;
ALTER TABLE work_item ADD COLUMN carried_from uuid
    CONSTRAINT fk_work_item_carried_from REFERENCES work_item (id);
"""


def upgrade() -> None:
    op.execute(ADDED)


def downgrade() -> None:
    raise NotImplementedError("restore the dump that was made before the migration instead")
