"""What prepayments were used for, and the dunning log."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE prepayment_use (id UUID DEFAULT gen_random_uuid() NOT NULL, prepayment_id UUID NOT NULL,
    charge_id UUID NOT NULL, amount_fen BIGINT NOT NULL, actor_id UUID, at TIMESTAMP WITH TIME ZONE
    DEFAULT guanjia_now() NOT NULL, CONSTRAINT pk_prepayment_use PRIMARY KEY (id), CONSTRAINT
    prepayment_use_amount CHECK (amount_fen > 0), CONSTRAINT fk_prepayment_use_prepayment_id FOREIGN
    KEY(prepayment_id) REFERENCES prepayment (id), CONSTRAINT fk_prepayment_use_charge_id FOREIGN
    KEY(charge_id) REFERENCES charge (id), CONSTRAINT fk_prepayment_use_actor_id FOREIGN KEY(actor_id)
    REFERENCES account (id) );
CREATE INDEX ix_prepayment_use_charge_id ON prepayment_use (charge_id);
CREATE INDEX ix_prepayment_use_prepayment_id ON prepayment_use (prepayment_id);
CREATE TABLE dunning_log (id UUID NOT NULL, office_id UUID NOT NULL, customer_id UUID NOT NULL, channel
    TEXT NOT NULL, happened_on DATE NOT NULL, text TEXT, promised_on DATE, promised_fen BIGINT, owed_fen
    BIGINT NOT NULL, actor_id UUID NOT NULL, created_at TIMESTAMP WITH TIME ZONE DEFAULT guanjia_now()
    NOT NULL, CONSTRAINT pk_dunning_log PRIMARY KEY (id), CONSTRAINT dunning_log_channel CHECK (channel
    IN ('sms', 'call', 'message', 'door', 'post', 'hand', 'email')), CONSTRAINT dunning_log_in_order
    CHECK (promised_on >= happened_on), CONSTRAINT dunning_log_promise CHECK (promised_fen IS NULL OR
    promised_on IS NOT NULL), CONSTRAINT dunning_log_customer_same_office FOREIGN KEY(customer_id,
    office_id) REFERENCES customer (id, office_id), CONSTRAINT fk_dunning_log_office_id FOREIGN
    KEY(office_id) REFERENCES office (id), CONSTRAINT fk_dunning_log_actor_id FOREIGN KEY(actor_id)
    REFERENCES account (id) );
CREATE INDEX dunning_log_of_customer ON dunning_log (customer_id, id);
CREATE INDEX dunning_log_of_office ON dunning_log (office_id, id);
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
