"""What changed who is in a room, with all that is needed to take it back."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE occupancy
    ADD COLUMN source text DEFAULT 'direct'::text NOT NULL,
    ADD COLUMN out_on date,
    ADD COLUMN cancelled_at timestamptz,
    ADD COLUMN version integer DEFAULT 1 NOT NULL,
    DROP CONSTRAINT occupancy_in_order,
    ADD CONSTRAINT occupancy_in_order CHECK (until >= since),
    ADD CONSTRAINT occupancy_cancelled CHECK (cancelled_at IS NULL OR until = since),
    ADD CONSTRAINT occupancy_source CHECK (source IN ('direct', 'handover', 'move', 'transfer'));
CREATE TABLE occupancy_change (
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    entrance text NOT NULL,
    nature text NOT NULL,
    happened_on date NOT NULL,
    contract_no text,
    letter_no text,
    assumption_no text,
    arrears_fen bigint DEFAULT '0'::bigint NOT NULL,
    prepayment_fen bigint DEFAULT '0'::bigint NOT NULL,
    passed_code text,
    left_code text,
    former_code text,
    created_by uuid NOT NULL,
    created_at timestamptz DEFAULT guanjia_now() NOT NULL,
    reversed_at timestamptz,
    reversed_by uuid,
    reason text,
    hidden_at timestamptz,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_occupancy_change PRIMARY KEY (id),
    CONSTRAINT occupancy_change_entrance CHECK (entrance IN ('handover', 'move_in', 'move_out', 'transfer')),
    CONSTRAINT occupancy_change_nature CHECK (nature IN ('owner', 'tenant', 'resident')),
    CONSTRAINT occupancy_change_money CHECK (arrears_fen >= 0 AND prepayment_fen >= 0),
    CONSTRAINT occupancy_change_reversed CHECK (num_nonnulls(reversed_at, reversed_by, reason) IN (0, 3)),
    CONSTRAINT occupancy_change_codes CHECK (num_nonnulls(passed_code, left_code, former_code) IN (0, 3)),
    CONSTRAINT fk_occupancy_change_office_id FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT occupancy_change_room_same_office FOREIGN KEY (room_id, office_id)
        REFERENCES room (id, office_id),
    CONSTRAINT occupancy_change_customer_same_office FOREIGN KEY (customer_id, office_id)
        REFERENCES customer (id, office_id),
    CONSTRAINT fk_occupancy_change_created_by FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT fk_occupancy_change_reversed_by FOREIGN KEY (reversed_by) REFERENCES account (id)
);
CREATE INDEX occupancy_change_of_room ON occupancy_change (room_id, id);
CREATE INDEX occupancy_change_of_office ON occupancy_change (office_id, id);
CREATE INDEX occupancy_change_of_customer ON occupancy_change (customer_id, id);
CREATE INDEX occupancy_change_contract ON occupancy_change (contract_no) WHERE contract_no IS NOT NULL;
CREATE INDEX occupancy_change_letter ON occupancy_change (letter_no) WHERE letter_no IS NOT NULL;
CREATE TABLE occupancy_change_part (
    change_id uuid NOT NULL,
    occupancy_id uuid NOT NULL,
    began boolean NOT NULL,
    former_until date,
    former_out_on date,
    CONSTRAINT pk_occupancy_change_part PRIMARY KEY (change_id, occupancy_id),
    CONSTRAINT fk_occupancy_change_part_change_id FOREIGN KEY (change_id) REFERENCES occupancy_change (id),
    CONSTRAINT fk_occupancy_change_part_occupancy_id FOREIGN KEY (occupancy_id) REFERENCES occupancy (id)
);
CREATE INDEX occupancy_change_part_of ON occupancy_change_part (occupancy_id);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
