"""Who gets a duty: offers, turns, work begun, certificates that expire, saved queues."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE work_item ADD COLUMN offered_to uuid[]",
    "ALTER TABLE work_item ADD COLUMN started_at timestamptz",
    """CREATE INDEX work_item_team ON work_item (office_id, due_at, id)
        WHERE status IN ('open', 'claimed') AND holder_id IS NOT NULL""",
    "ALTER TABLE account_skill ADD COLUMN expires_on date",
    "CREATE INDEX policy_visibility ON policy (id) WHERE jsonb_exists(body, 'visibility')",
    """CREATE TABLE offer (
        work_item_id uuid NOT NULL CONSTRAINT fk_offer_work_item_id REFERENCES work_item (id),
        person_id uuid NOT NULL CONSTRAINT fk_offer_person_id REFERENCES person (id),
        ticket_id uuid NOT NULL CONSTRAINT fk_offer_ticket_id REFERENCES ticket (id),
        status text NOT NULL,
        offered_at timestamptz NOT NULL,
        ended_at timestamptz,
        reason text,
        CONSTRAINT pk_offer PRIMARY KEY (work_item_id, person_id),
        CONSTRAINT offer_status CHECK (status IN ('open', 'accepted', 'declined', 'expired')))""",
    "CREATE INDEX offer_of_ticket ON offer (ticket_id)",
    "CREATE INDEX offer_of_person ON offer (person_id, offered_at)",
    """CREATE TABLE duty_turn (
        office_id uuid NOT NULL CONSTRAINT fk_duty_turn_office_id REFERENCES office (id),
        workflow text NOT NULL,
        state text NOT NULL,
        account_id uuid NOT NULL CONSTRAINT fk_duty_turn_account_id REFERENCES account (id),
        given_at timestamptz NOT NULL,
        times integer DEFAULT 1 NOT NULL,
        CONSTRAINT pk_duty_turn PRIMARY KEY (office_id, workflow, state, account_id))""",
    """CREATE TABLE saved_view (
        id uuid NOT NULL,
        account_id uuid NOT NULL CONSTRAINT fk_saved_view_account_id REFERENCES account (id),
        name text NOT NULL,
        box text NOT NULL,
        filters jsonb NOT NULL,
        created_at timestamptz DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_saved_view PRIMARY KEY (id),
        CONSTRAINT saved_view_name UNIQUE (account_id, name))""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Expand only: the release before this one runs on it too."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
