"""Counts what a call asks of the database: an N+1 is seen at once, whatever the ORM calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Every statement of every connection of this process, as a list that grows; BEGIN and COMMIT apart.

    At the driver's cursor, which our own SQL and SQLAlchemy's both pass.
    """
    seen: list[str] = []
    plain = {name: getattr(psycopg.Cursor, name) for name in ("execute", "executemany")}

    def watched(name: str) -> Any:
        def run(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Any:
            seen.append(query.decode() if isinstance(query, bytes) else str(query))
            return plain[name](cursor, query, *arguments, **named)

        return run

    for name in plain:
        setattr(psycopg.Cursor, name, watched(name))
    try:
        yield seen
    finally:
        for name, method in plain.items():
            setattr(psycopg.Cursor, name, method)
