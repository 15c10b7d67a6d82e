"""The wall clock of this process, for what never reaches a row: signatures, tokens' headers, back-off."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Aware UTC of this machine. Rows take the database's time, `guanjia_now()`, instead."""
    return datetime.now(UTC)
