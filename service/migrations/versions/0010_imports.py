"""Imports of the register, and the columns that each office's lists use."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE import_job (
        id uuid NOT NULL,
        office_id uuid NOT NULL CONSTRAINT fk_import_job_office_id REFERENCES office (id),
        kind text NOT NULL,
        name text NOT NULL,
        status text DEFAULT 'reading' NOT NULL,
        content bytea,
        mapping jsonb,
        columns jsonb DEFAULT '[]'::jsonb NOT NULL,
        rows integer DEFAULT 0 NOT NULL,
        valid integer DEFAULT 0 NOT NULL,
        done integer DEFAULT 0 NOT NULL,
        errors jsonb DEFAULT '[]'::jsonb NOT NULL,
        wrong_rows jsonb DEFAULT '[]'::jsonb NOT NULL,
        preview jsonb DEFAULT '[]'::jsonb NOT NULL,
        refusal jsonb,
        attempt integer DEFAULT 0 NOT NULL,
        created_by uuid NOT NULL CONSTRAINT fk_import_job_created_by REFERENCES account (id),
        confirmed_by uuid CONSTRAINT fk_import_job_confirmed_by REFERENCES account (id),
        created_at timestamptz DEFAULT guanjia_now() NOT NULL,
        saved_at timestamptz,
        CONSTRAINT pk_import_job PRIMARY KEY (id),
        CONSTRAINT import_job_status
            CHECK (status IN ('reading', 'ready', 'refused', 'saving', 'saved', 'expired')),
        CONSTRAINT import_job_content
            CHECK ((content IS NOT NULL) = (status IN ('reading', 'ready', 'saving'))),
        CONSTRAINT import_job_refusal CHECK ((refusal IS NOT NULL) = (status = 'refused')))""",
    "CREATE INDEX import_job_of_office ON import_job (office_id, id)",
    """CREATE INDEX import_job_unsaved ON import_job (created_at)
        WHERE status IN ('reading', 'ready', 'saving')""",
    """CREATE TABLE import_mapping (
        office_id uuid NOT NULL CONSTRAINT fk_import_mapping_office_id REFERENCES office (id),
        kind text NOT NULL,
        mapping jsonb NOT NULL,
        account_id uuid NOT NULL CONSTRAINT fk_import_mapping_account_id REFERENCES account (id),
        at timestamptz DEFAULT guanjia_now() NOT NULL,
        CONSTRAINT pk_import_mapping PRIMARY KEY (office_id, kind))""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Expand only: the release before this one runs on it too."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
