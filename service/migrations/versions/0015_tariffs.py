"""Charge items, standards, room tariffs, charge runs and developer subsidies; charges say their kind and basis."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UP = """
CREATE INDEX room_in_order ON room (office_id, id);
CREATE OR REPLACE FUNCTION guanjia_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
               substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
               FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
CREATE TABLE charge_item (id UUID NOT NULL, office_id UUID NOT NULL, name TEXT NOT NULL, kind TEXT NOT
    NULL, position INTEGER DEFAULT '0' NOT NULL, late_ppm INTEGER DEFAULT '0' NOT NULL, late_cap_percent
    INTEGER DEFAULT '30' NOT NULL, disabled_at TIMESTAMP WITH TIME ZONE, created_at TIMESTAMP WITH TIME
    ZONE DEFAULT guanjia_now() NOT NULL, version INTEGER DEFAULT '1' NOT NULL, CONSTRAINT pk_charge_item
    PRIMARY KEY (id), CONSTRAINT charge_item_kind CHECK (kind IN ('management', 'parking_management',
    'garage_management', 'parking_rent', 'water', 'power', 'other', 'temporary')), CONSTRAINT
    charge_item_late_ppm CHECK (late_ppm BETWEEN 0 AND 3000), CONSTRAINT charge_item_late_cap CHECK
    (late_cap_percent BETWEEN 0 AND 100), CONSTRAINT charge_item_name UNIQUE (office_id, name),
    CONSTRAINT charge_item_of_office UNIQUE (id, office_id), CONSTRAINT fk_charge_item_office_id FOREIGN
    KEY(office_id) REFERENCES office (id) );
CREATE TABLE standard (id UUID NOT NULL, office_id UUID NOT NULL, item_id UUID NOT NULL, name TEXT NOT
    NULL, basis TEXT NOT NULL, price_fen BIGINT NOT NULL, per INTEGER DEFAULT '1' NOT NULL, created_at
    TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL, CONSTRAINT pk_standard PRIMARY KEY (id),
    CONSTRAINT standard_basis CHECK (basis IN ('gross_area', 'usable_area', 'room', 'meter')), CONSTRAINT
    standard_price CHECK (price_fen > 0), CONSTRAINT standard_per CHECK (per BETWEEN 1 AND 1000),
    CONSTRAINT standard_name UNIQUE (item_id, name), CONSTRAINT standard_of_item UNIQUE (id, item_id,
    office_id), CONSTRAINT standard_item_same_office FOREIGN KEY(item_id, office_id) REFERENCES
    charge_item (id, office_id), CONSTRAINT fk_standard_office_id FOREIGN KEY(office_id) REFERENCES
    office (id) );
CREATE INDEX standard_of_office ON standard (office_id, id);
CREATE TABLE tariff (id UUID NOT NULL, office_id UUID NOT NULL, room_id UUID NOT NULL, item_id UUID NOT
    NULL, standard_id UUID NOT NULL, begins_on DATE, ends_on DATE, created_by UUID, created_at TIMESTAMP
    WITH TIME ZONE DEFAULT guanjia_now() NOT NULL, version INTEGER DEFAULT '1' NOT NULL, CONSTRAINT
    pk_tariff PRIMARY KEY (id), CONSTRAINT tariff_in_order CHECK (ends_on >= begins_on), CONSTRAINT
    tariff_room_same_office FOREIGN KEY(room_id, office_id) REFERENCES room (id, office_id), CONSTRAINT
    tariff_standard_of_item FOREIGN KEY(standard_id, item_id, office_id) REFERENCES standard (id,
    item_id, office_id), CONSTRAINT tariff_one_at_a_time EXCLUDE USING gist (uuidrange(room_id, room_id,
    '[]') WITH &&, uuidrange(item_id, item_id, '[]') WITH &&, daterange(begins_on, ends_on, '[]') WITH
    &&), CONSTRAINT fk_tariff_office_id FOREIGN KEY(office_id) REFERENCES office (id), CONSTRAINT
    fk_tariff_created_by FOREIGN KEY(created_by) REFERENCES account (id) );
CREATE INDEX tariff_of_office ON tariff (office_id, id);
CREATE INDEX tariff_of_room ON tariff (room_id, item_id);
CREATE TABLE charge_run (id UUID NOT NULL, office_id UUID NOT NULL, period TEXT NOT NULL, building_id
    UUID, items UUID[], payer_on DATE NOT NULL, due_on DATE NOT NULL, status TEXT DEFAULT 'waiting' NOT
    NULL, rooms INTEGER NOT NULL, rooms_done INTEGER DEFAULT '0' NOT NULL, lines INTEGER DEFAULT '0' NOT
    NULL, amount_fen BIGINT DEFAULT '0' NOT NULL, after_room UUID, created_by UUID, created_at TIMESTAMP
    WITH TIME ZONE DEFAULT guanjia_now() NOT NULL, finished_at TIMESTAMP WITH TIME ZONE, CONSTRAINT
    pk_charge_run PRIMARY KEY (id), CONSTRAINT charge_run_status CHECK (status IN ('waiting', 'running',
    'done')), CONSTRAINT charge_run_period CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
    fk_charge_run_office_id FOREIGN KEY(office_id) REFERENCES office (id), CONSTRAINT
    fk_charge_run_building_id FOREIGN KEY(building_id) REFERENCES building (id), CONSTRAINT
    fk_charge_run_created_by FOREIGN KEY(created_by) REFERENCES account (id) );
CREATE INDEX charge_run_of_office ON charge_run (office_id, id);
CREATE TABLE charge_run_fault (id UUID DEFAULT gen_random_uuid() NOT NULL, run_id UUID NOT NULL, room_id
    UUID NOT NULL, item_id UUID, reason TEXT NOT NULL, CONSTRAINT pk_charge_run_fault PRIMARY KEY (id),
    CONSTRAINT charge_run_fault_reason CHECK (reason IN ('vacant', 'no_tariff', 'no_area', 'zero')),
    CONSTRAINT fk_charge_run_fault_run_id FOREIGN KEY(run_id) REFERENCES charge_run (id), CONSTRAINT
    fk_charge_run_fault_room_id FOREIGN KEY(room_id) REFERENCES room (id), CONSTRAINT
    fk_charge_run_fault_item_id FOREIGN KEY(item_id) REFERENCES charge_item (id) );
CREATE UNIQUE INDEX charge_run_fault_once ON charge_run_fault (run_id, room_id, item_id, reason) NULLS
    NOT DISTINCT;
CREATE TABLE subsidy (id UUID NOT NULL, office_id UUID NOT NULL, room_id UUID NOT NULL, developer_id UUID
    NOT NULL, item_id UUID, amount_fen BIGINT, balance_fen BIGINT, begins_on DATE NOT NULL, ends_on DATE,
    created_by UUID, created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL, ended_at
    TIMESTAMP WITH TIME ZONE, CONSTRAINT pk_subsidy PRIMARY KEY (id), CONSTRAINT subsidy_bounded CHECK
    (num_nonnulls(amount_fen, ends_on) > 0), CONSTRAINT subsidy_in_order CHECK (ends_on >= begins_on),
    CONSTRAINT subsidy_within_amount CHECK (amount_fen > 0 AND balance_fen BETWEEN 0 AND amount_fen AND
    (amount_fen IS NULL) = (balance_fen IS NULL)), CONSTRAINT fk_subsidy_office_id FOREIGN KEY(office_id)
    REFERENCES office (id), CONSTRAINT fk_subsidy_room_id FOREIGN KEY(room_id) REFERENCES room (id),
    CONSTRAINT fk_subsidy_developer_id FOREIGN KEY(developer_id) REFERENCES customer (id), CONSTRAINT
    fk_subsidy_item_id FOREIGN KEY(item_id) REFERENCES charge_item (id), CONSTRAINT fk_subsidy_created_by
    FOREIGN KEY(created_by) REFERENCES account (id) );
CREATE INDEX subsidy_of_office ON subsidy (office_id, id);
CREATE INDEX subsidy_of_room ON subsidy (room_id, id);
ALTER TABLE charge
    ADD COLUMN kind text DEFAULT 'other' NOT NULL,
    ADD COLUMN item_id uuid,
    ADD COLUMN run_id uuid,
    ADD COLUMN share integer DEFAULT 0 NOT NULL,
    ADD COLUMN subsidy_id uuid,
    ADD COLUMN late_of uuid,
    ADD COLUMN basis jsonb,
    ADD CONSTRAINT charge_kind CHECK (kind IN ('routine', 'temporary', 'late', 'other')),
    ADD CONSTRAINT charge_late_of_another CHECK ((kind = 'late') = (late_of IS NOT NULL)),
    ADD CONSTRAINT fk_charge_item_id FOREIGN KEY (item_id) REFERENCES charge_item (id),
    ADD CONSTRAINT fk_charge_run_id FOREIGN KEY (run_id) REFERENCES charge_run (id),
    ADD CONSTRAINT fk_charge_subsidy_id FOREIGN KEY (subsidy_id) REFERENCES subsidy (id),
    ADD CONSTRAINT fk_charge_late_of FOREIGN KEY (late_of) REFERENCES charge (id);
CREATE INDEX charge_late ON charge (late_of) WHERE late_of IS NOT NULL;
CREATE INDEX charge_of_run ON charge (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX charge_of_subsidy ON charge (subsidy_id) WHERE subsidy_id IS NOT NULL;
CREATE UNIQUE INDEX charge_routine_once ON charge (room_id, item_id, period, share) WHERE kind =
    'routine';
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
