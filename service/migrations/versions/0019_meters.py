"""Meters of rooms and what was read off them."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE meter (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid NOT NULL,
    item_id uuid NOT NULL,
    number text NOT NULL,
    created_at timestamptz DEFAULT guanjia_now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_meter PRIMARY KEY (id),
    CONSTRAINT meter_number UNIQUE (office_id, number),
    CONSTRAINT fk_meter_office_id FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT meter_room_same_office FOREIGN KEY (room_id, office_id) REFERENCES room (id, office_id),
    CONSTRAINT meter_item_same_office FOREIGN KEY (item_id, office_id)
        REFERENCES charge_item (id, office_id)
);
CREATE INDEX meter_of_office ON meter (office_id, id);
CREATE INDEX meter_of_room ON meter (room_id, id);
CREATE TABLE meter_reading (
    id uuid NOT NULL,
    meter_id uuid NOT NULL,
    value integer NOT NULL,
    read_on date NOT NULL,
    charge_id uuid,
    created_by uuid NOT NULL,
    created_at timestamptz DEFAULT guanjia_now() NOT NULL,
    CONSTRAINT pk_meter_reading PRIMARY KEY (id),
    CONSTRAINT meter_reading_value CHECK (value >= 0),
    CONSTRAINT fk_meter_reading_meter_id FOREIGN KEY (meter_id) REFERENCES meter (id),
    CONSTRAINT fk_meter_reading_charge_id FOREIGN KEY (charge_id) REFERENCES charge (id),
    CONSTRAINT fk_meter_reading_created_by FOREIGN KEY (created_by) REFERENCES account (id)
);
CREATE INDEX meter_reading_of_meter ON meter_reading (meter_id, read_on, id);
CREATE INDEX meter_reading_of_charge ON meter_reading (charge_id);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
