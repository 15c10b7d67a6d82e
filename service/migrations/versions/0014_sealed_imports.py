"""Files that are brought in are sealed like the numbers that stand in them."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DELETE FROM import_job WHERE content IS NOT NULL",
    "ALTER TABLE import_job DROP CONSTRAINT import_job_content, DROP COLUMN content",
    "ALTER TABLE import_job ADD COLUMN content_sealed bytea, ADD COLUMN content_masked text",
    """ALTER TABLE import_job ADD CONSTRAINT import_job_content
        CHECK ((content_sealed IS NOT NULL) = (status IN ('reading', 'ready', 'saving')))""",
)


def upgrade() -> None:
    """What lay there open could be sent again; it is not carried on."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore the dump that was made before the migration instead")
