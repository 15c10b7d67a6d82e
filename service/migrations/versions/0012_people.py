"""Customers in full: sealed personal data and their keys, accounts, members, events, history, an audit."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE office_key (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        wrapped BYTEA NOT NULL,
        master TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        retired_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_office_key PRIMARY KEY (id),
        CONSTRAINT fk_office_key_office_id FOREIGN KEY(office_id) REFERENCES office (id)
)""",
    """CREATE INDEX ix_office_key_office_id ON office_key (office_id)""",
    """CREATE UNIQUE INDEX office_key_one ON office_key (office_id) WHERE retired_at IS NULL""",
    """CREATE TABLE register_event (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        noun TEXT NOT NULL,
        row_id UUID NOT NULL,
        verb TEXT NOT NULL,
        fields TEXT[] NOT NULL,
        reason TEXT,
        actor_id UUID,
        at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_register_event PRIMARY KEY (id),
        CONSTRAINT register_event_verb CHECK (verb IN ('view', 'create', 'change', 'delete', 'disable', 'enable', 'reveal')),
        CONSTRAINT fk_register_event_office_id FOREIGN KEY(office_id) REFERENCES office (id),
        CONSTRAINT fk_register_event_actor_id FOREIGN KEY(actor_id) REFERENCES account (id)
)""",
    """CREATE INDEX register_event_of_office ON register_event (office_id, id)""",
    """CREATE INDEX register_event_of_row ON register_event (row_id, id)""",
    """CREATE OR REPLACE FUNCTION register_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'register_event is append-only'
          USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$""",
    """CREATE TRIGGER register_event_append_only BEFORE UPDATE OR DELETE ON register_event
FOR EACH ROW EXECUTE FUNCTION register_event_is_append_only()""",
    """CREATE TABLE tenant_type (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        name TEXT NOT NULL,
        hardship BOOLEAN DEFAULT false NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_tenant_type PRIMARY KEY (id),
        CONSTRAINT tenant_type_name UNIQUE (office_id, name),
        CONSTRAINT fk_tenant_type_office_id FOREIGN KEY(office_id) REFERENCES office (id)
)""",
    """ALTER TABLE customer ADD COLUMN phone_sealed bytea,
    ADD COLUMN phone_digest bytea,
    ADD COLUMN phone_masked text,
    ADD COLUMN id_number_sealed bytea,
    ADD COLUMN id_number_digest bytea,
    ADD COLUMN id_number_masked text,
    ADD COLUMN tenant_type text,
    ADD COLUMN address text,
    ADD COLUMN fax text,
    ADD COLUMN email text,
    ADD COLUMN industry text,
    ADD COLUMN company text,
    ADD COLUMN job_title text,
    ADD COLUMN preference text,
    ADD COLUMN spending_power text,
    ADD CONSTRAINT customer_tenant_type FOREIGN KEY (office_id, tenant_type) REFERENCES tenant_type (office_id, name)""",
    """CREATE INDEX ix_customer_phone_digest ON customer (phone_digest)""",
    """CREATE INDEX ix_customer_tenant_type ON customer (tenant_type)""",
    """CREATE INDEX ix_customer_id_number_digest ON customer (id_number_digest)""",
    """CREATE TABLE bank_account (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        customer_id UUID NOT NULL,
        holder TEXT NOT NULL,
        bank TEXT NOT NULL,
        number_sealed BYTEA NOT NULL,
        number_digest BYTEA NOT NULL,
        number_masked TEXT NOT NULL,
        "primary" BOOLEAN NOT NULL,
        disabled_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL,
        CONSTRAINT pk_bank_account PRIMARY KEY (id),
        CONSTRAINT bank_account_customer_same_office FOREIGN KEY(customer_id, office_id) REFERENCES customer (id, office_id) ON DELETE CASCADE
)""",
    """CREATE INDEX bank_account_number ON bank_account (number_digest)""",
    """CREATE INDEX bank_account_of_customer ON bank_account (customer_id, id)""",
    """CREATE UNIQUE INDEX bank_account_one_primary ON bank_account (customer_id) WHERE "primary" AND disabled_at IS NULL""",
    """CREATE TABLE member (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        customer_id UUID NOT NULL,
        relation TEXT NOT NULL,
        name TEXT NOT NULL,
        sex TEXT DEFAULT 'unknown' NOT NULL,
        phone_sealed BYTEA,
        phone_digest BYTEA,
        phone_masked TEXT,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL,
        CONSTRAINT pk_member PRIMARY KEY (id),
        CONSTRAINT member_customer_same_office FOREIGN KEY(customer_id, office_id) REFERENCES customer (id, office_id) ON DELETE CASCADE,
        CONSTRAINT member_sex CHECK (sex IN ('male', 'female', 'unknown'))
)""",
    """CREATE INDEX ix_member_phone_digest ON member (phone_digest)""",
    """CREATE INDEX member_of_customer ON member (customer_id, id)""",
    """CREATE TABLE customer_history (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        customer_id UUID NOT NULL,
        field TEXT NOT NULL,
        old_masked TEXT,
        old_sealed BYTEA,
        changed_by UUID,
        at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_customer_history PRIMARY KEY (id),
        CONSTRAINT customer_history_customer_same_office FOREIGN KEY(customer_id, office_id) REFERENCES customer (id, office_id) ON DELETE CASCADE,
        CONSTRAINT customer_history_field CHECK (field IN ('code', 'kind', 'phone', 'id_number')),
        CONSTRAINT fk_customer_history_changed_by FOREIGN KEY(changed_by) REFERENCES account (id)
)""",
    """CREATE INDEX customer_history_code ON customer_history (office_id, old_masked) WHERE field = 'code'""",
    """CREATE INDEX customer_history_of ON customer_history (customer_id, id)""",
    """CREATE TABLE customer_event (
        id UUID NOT NULL,
        office_id UUID NOT NULL,
        customer_id UUID,
        room_id UUID,
        kind TEXT NOT NULL,
        happened_on DATE NOT NULL,
        text TEXT NOT NULL,
        handler_id UUID,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now() NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL,
        CONSTRAINT pk_customer_event PRIMARY KEY (id),
        CONSTRAINT customer_event_customer_same_office FOREIGN KEY(customer_id, office_id) REFERENCES customer (id, office_id),
        CONSTRAINT customer_event_room_same_office FOREIGN KEY(room_id, office_id) REFERENCES room (id, office_id),
        CONSTRAINT fk_customer_event_office_id FOREIGN KEY(office_id) REFERENCES office (id),
        CONSTRAINT fk_customer_event_handler_id FOREIGN KEY(handler_id) REFERENCES account (id)
)""",
    """CREATE INDEX customer_event_of_customer ON customer_event (customer_id, id)""",
    """CREATE INDEX customer_event_of_office ON customer_event (office_id, happened_on)""",
    """CREATE INDEX customer_event_of_room ON customer_event (room_id, id)""",
    """ALTER TABLE notice ADD COLUMN customer_id uuid CONSTRAINT fk_notice_customer_id REFERENCES customer (id) ON DELETE CASCADE""",
    """CREATE INDEX notice_of_customer ON notice (customer_id)""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("restore the dump that was made before the migration")
