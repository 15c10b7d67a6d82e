"""Details of moves, handovers and transfers that go through the workflow."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE {name} (
    ticket_id uuid NOT NULL CONSTRAINT fk_{name}_ticket_id REFERENCES ticket (id),
    direction text,
    nature text,
    day date,
    until date,
    reenter_tenant boolean,
    resident_leaves boolean,
    arrears_to_new boolean,
    prepayment_to_new boolean,
    assumption_no text,
    pass_code boolean,
    contract_no text,
    letter_no text,
    effective_at timestamptz,
    open_items jsonb,
    moved_fen bigint,
    change uuid,
    leaver uuid,
    readings jsonb,
    kept_reason text,
    reversal_reason text,
    customer_moves_in boolean,
    others_move_out boolean,
    CONSTRAINT pk_{name} PRIMARY KEY (ticket_id))
"""


def upgrade() -> None:
    for name in ("move", "handover", "transfer"):
        op.execute(TABLE.format(name=name))


def downgrade() -> None:
    raise NotImplementedError("restore the dump that was made before the migration instead")
