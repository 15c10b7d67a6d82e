"""Many calls at one instant: every thread waits at a barrier until the last one is there."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, zip_longest
from threading import Barrier
from typing import TypeVar

import pytest
from werkzeug.test import TestResponse

from service.transaction import Row, statements
from service.usecases.audit.verify import verify

Answer = TypeVar("Answer")
PATIENCE = 60.0
# Rounds of a hundred-way race: at each build, and in the long run.
often, seldom = (
    pytest.mark.parametrize("rounds", [few, pytest.param(100, marks=pytest.mark.stress)]) for few in (10, 3)
)


@contextmanager
def runners(number: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(number) as pool:
        yield pool


def race(pool: ThreadPoolExecutor, calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Answers in the order of the calls."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        barrier.wait(PATIENCE)
        return call()

    return [each.result(PATIENCE) for each in [pool.submit(run, call) for call in calls]]


def mixed(*groups: Sequence[Answer]) -> list[Answer]:
    """One of each in turn, so that no group stands at the barrier before the other."""
    nobody = object()
    return [each for each in chain(*zip_longest(*groups, fillvalue=nobody)) if each is not nobody]  # type: ignore[misc]


def statuses(answers: Iterable[TestResponse]) -> Counter[int]:
    return Counter(each.status_code for each in answers)


def assert_one_won(answers: Sequence[TestResponse]) -> None:
    """One 200; the others came too late and are told so."""
    found = statuses(answers)
    assert found[200] == 1, found
    assert found[200] + found[409] + found[412] == len(answers), found


def the_one_event(before: Row) -> Row:
    """All that was written since: the ticket as it was says from where."""
    with statements() as sql:
        found = sql.all(
            "SELECT trigger, actor_id::text AS actor, on_behalf_of, dest, form FROM event"
            " WHERE ticket_id = %s AND seq > %s ORDER BY seq",
            [before["id"], before["version"]],
        )
    assert len(found) == 1, [row["trigger"] for row in found]
    return found[0]


def triggers_of(ticket: Row) -> list[str]:
    with statements() as sql:
        rows = sql.all("SELECT trigger FROM event WHERE ticket_id = %s ORDER BY seq", [ticket["id"]])
    return [row["trigger"] for row in rows]


def assert_clean() -> None:
    assert [str(each) for each in verify()] == []
