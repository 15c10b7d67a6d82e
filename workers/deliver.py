"""Does the effects of a batch: takes the rows, does each, and writes down what is done in one statement.

Whoever lost its lease meanwhile writes nothing: owner and drive must still be its own.
"""

import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from flask import current_app
from rq.timeouts import BaseTimeoutException

from service.failpoints import failpoint
from service.jobs import Lane, lane_of
from service.logs import log_of
from service.metrics import count_effect, count_fenced_out
from service.transaction import statements
from service.usecases.effects.registry import EFFECTS
from service.usecases.effects.shape import Effect, Later, Outcome, Partners, Unfinished
from workers.house import HOUSE, House
from workers.outbox import Ended, Owned, fail, finish, give_back, postpone, take

log = log_of("guanjia.deliver")
# What a kill may undo: each of these is done again, and finds itself done.
MOST_UNWRITTEN = 50


class BatchFailed(Exception):
    """All that RQ may keep of a failure: the name of the exception, never its message."""


def run_batch(batch: str) -> None:
    """The one job. In an app's context; nothing comes back, and what fails is in the table."""
    house: House = current_app.extensions[HOUSE]
    try:
        _run_batch(batch, house)
    except Exception as error:
        log.error("batch_failed", batch=batch, error=type(error).__name__)
        raise BatchFailed(type(error).__name__) from None


def _run_batch(batch: str, house: House) -> None:
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    with statements() as sql:
        rows = take(sql, batch, owner=owner, lease=house.settings.lease_seconds)
    failpoint("after_take")
    if rows:
        _work_off(Run(house, lane_of(rows[0].effect.kind)), rows)


@dataclass(slots=True)
class Run:
    """One batch in hand."""

    house: House
    lane: Lane
    began: float = field(default_factory=time.monotonic)
    done: list[Ended] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Somebody wants us to stop, or the rows that are left might outlive the lease."""
        return self.house.stop.wished.is_set() or time.monotonic() - self.began > self.lane.seconds

    @property
    def full(self) -> bool:
        return len(self.done) >= min(self.lane.batch, MOST_UNWRITTEN) or self.lane.batch < MOST_UNWRITTEN


def _work_off(run: Run, rows: Sequence[Owned]) -> None:
    try:
        for number, row in enumerate(rows):
            if run.over:
                with statements() as sql:
                    give_back(sql, rows[number:])
                break
            _do(run, row)
            if run.full:
                _write_down(run)
    finally:
        _write_down(run)


def _do(run: Run, row: Owned) -> None:
    try:
        outcome = does(row.effect, run.house.partners)
    except BaseTimeoutException:
        raise
    except Exception as error:
        _failed(run, row, error)
        return
    failpoint("after_effect")
    if isinstance(outcome, Later):
        with statements() as sql:
            postpone(sql, row, seconds=outcome.seconds)
    else:
        run.done.append(Ended(row, outcome.outcome))


def does(effect: Effect, partners: Partners) -> Outcome:
    if effect.kind not in EFFECTS:
        raise Unfinished("unknown_kind")
    return EFFECTS[effect.kind](effect, partners)


def _failed(run: Run, row: Owned, error: Exception) -> None:
    name = f"{type(error).__name__}: {error}" if isinstance(error, Unfinished) else type(error).__name__
    with statements() as sql:
        became = fail(sql, row, error=name, most=run.house.settings.effect_attempts)
    count_effect(row.effect.kind, "dead" if became == "dead" else "failed")
    ticket, kind = str(row.effect.ticket), row.effect.kind
    log.warning("effect_failed", ticket=ticket, seq=row.effect.seq, kind=kind, became=became, exc_info=error)


def _write_down(run: Run) -> None:
    ended, run.done = run.done, []
    if not ended:
        return
    failpoint("before_done")
    with statements() as sql:
        written = finish(sql, ended)
    failpoint("after_done")
    for each in ended:
        count_effect(each.row.effect.kind, "done")
    if written < len(ended):
        count_fenced_out(len(ended) - written)
        log.warning("fenced_out", rows=len(ended) - written)
