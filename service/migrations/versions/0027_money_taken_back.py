"""Money that was booked by mistake is taken back (红冲), and its rows have a version that rises with every change."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

UP = """
CREATE FUNCTION raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
ALTER TABLE charge ADD COLUMN version INTEGER DEFAULT '1' NOT NULL, ADD COLUMN reversed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE payment ADD COLUMN version INTEGER DEFAULT '1' NOT NULL,
    ADD COLUMN reversed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE prepayment ADD COLUMN version INTEGER DEFAULT '1' NOT NULL,
    ADD COLUMN reversed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE deposit ADD COLUMN version INTEGER DEFAULT '1' NOT NULL,
    ADD COLUMN reversed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE prepayment_use ADD COLUMN reversed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE payment_allocation ADD COLUMN former_limitation_on DATE;
CREATE TRIGGER charge_version BEFORE UPDATE ON charge FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER payment_version BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER prepayment_version BEFORE UPDATE ON prepayment FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER deposit_version BEFORE UPDATE ON deposit FOR EACH ROW EXECUTE FUNCTION raise_version();
DROP INDEX charge_routine_once;
CREATE UNIQUE INDEX charge_routine_once ON charge (room_id, item_id, period, share)
 WHERE kind = 'routine' AND reversed_at IS NULL;
CREATE INDEX charge_by_hand ON charge (room_id, period) WHERE kind = 'other' AND period IS NOT NULL;
ALTER TABLE charge_run_fault
    DROP CONSTRAINT charge_run_fault_reason,
    ADD CONSTRAINT charge_run_fault_reason
        CHECK (reason IN ('vacant', 'no_tariff', 'no_area', 'zero', 'no_meter', 'no_reading', 'too_much'));
"""


def upgrade() -> None:
    """A run of the release before that goes on meanwhile is tried again by this one."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
