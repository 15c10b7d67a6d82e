"""Everything that a move may write, counted: a refusal leaves no trace."""

from typing import Any

from service.transaction import Row, statements

TABLES = (
    "ticket event work_item approval_level clock timer outbox ledger idempotency refusal incident message"
    " comment complaint repair dunning refund visit book_entry instruction charge deposit payment"
).split()
COUNTS: Any = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in TABLES)


def written() -> Row:
    """Rows of each table, and how often any ticket has moved."""
    with statements() as sql:
        counts, versions = sql.one(COUNTS), sql.one("SELECT sum(version) AS moves FROM ticket")
    assert counts is not None and versions is not None
    return counts | versions
