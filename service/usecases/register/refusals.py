"""What the database's named constraints say to a person; they have the last word on money and uniqueness."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import IntegrityError

from service.errors import Problem


@contextmanager
def refusing(refusals: Mapping[str, Problem]) -> Iterator[None]:
    """Turns a violated constraint of that name into its refusal; any other error passes as it is."""
    try:
        yield
    except (IntegrityError, psycopg.IntegrityError) as error:
        refusal = refusals.get(_constraint(error.orig if isinstance(error, IntegrityError) else error))
        if refusal is None:
            raise
        raise refusal from error


def _constraint(error: BaseException | None) -> str:
    return (error.diag.constraint_name or "") if isinstance(error, psycopg.Error) else ""
