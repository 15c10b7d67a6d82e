"""Stand-ins, and in whose right an event and a duty were done; read marks; copies that a rule makes."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE substitution (
        id uuid NOT NULL,
        absent_id uuid NOT NULL,
        absent_person uuid NOT NULL,
        receiver_id uuid NOT NULL,
        receiver_person uuid NOT NULL,
        begins_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        workflows text[],
        cap_fen bigint,
        created_by uuid NOT NULL,
        created_at timestamptz DEFAULT guanjia_now() NOT NULL,
        ended_at timestamptz,
        ended_by uuid,
        CONSTRAINT pk_substitution PRIMARY KEY (id),
        CONSTRAINT substitution_two_persons CHECK (absent_person <> receiver_person),
        CONSTRAINT substitution_in_order CHECK (ends_at > begins_at),
        CONSTRAINT substitution_cap CHECK (cap_fen >= 0),
        CONSTRAINT substitution_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
        CONSTRAINT fk_substitution_absent_id FOREIGN KEY (absent_id, absent_person)
            REFERENCES account (id, person_id),
        CONSTRAINT fk_substitution_receiver_id FOREIGN KEY (receiver_id, receiver_person)
            REFERENCES account (id, person_id),
        CONSTRAINT fk_substitution_created_by FOREIGN KEY (created_by) REFERENCES account (id),
        CONSTRAINT fk_substitution_ended_by FOREIGN KEY (ended_by) REFERENCES account (id)
    )
    """,
    "CREATE INDEX substitution_receiver ON substitution (receiver_person) WHERE ended_at IS NULL",
    "CREATE INDEX substitution_absent ON substitution (absent_id) WHERE ended_at IS NULL",
    "ALTER TABLE event ADD COLUMN behalf_person uuid",
    "ALTER TABLE work_item ADD COLUMN behalf_person uuid",
    """
    CREATE UNIQUE INDEX work_item_one_vote_in_a_name ON work_item (ticket_id, round, behalf_person)
     WHERE kind = 'vote' AND status = 'done'
    """,
    "ALTER TABLE watcher ALTER COLUMN added_by DROP NOT NULL",
    """
    CREATE TABLE read_mark (
        ticket_id uuid NOT NULL,
        account_id uuid NOT NULL,
        version integer NOT NULL,
        at timestamptz DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_read_mark PRIMARY KEY (ticket_id, account_id),
        CONSTRAINT fk_read_mark_ticket_id FOREIGN KEY (ticket_id) REFERENCES ticket (id),
        CONSTRAINT fk_read_mark_account_id FOREIGN KEY (account_id) REFERENCES account (id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Votes given in somebody's right would lose whose right it was."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
