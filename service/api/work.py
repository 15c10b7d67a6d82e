"""The unit of work of a request: the one that also keeps the idempotent answer, when there is a key."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from service.transaction import Work, transaction


@contextmanager
def unit_of_work() -> Iterator[Work]:
    """What views open to write; it commits with the kept answer, or by itself when nothing is kept."""
    kept: Work | None = g.get("work")
    if kept is None:
        with transaction() as work:
            yield work
    else:
        yield kept
        kept.session.flush()


@contextmanager
def keeping_work() -> Iterator[Work]:
    """Opened by the frame around a view whose answer is kept."""
    with transaction() as work:
        g.work = work
        try:
            yield work
        finally:
            g.work = None
