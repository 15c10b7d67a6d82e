"""The tables, constraints, indexes, functions and triggers of the first release."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """As PostgreSQL itself writes them down; the models are held against this by a test."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().connection.driver_connection.execute(statements)


def downgrade() -> None:
    """There is nothing before the first release."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
