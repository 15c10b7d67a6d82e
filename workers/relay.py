"""`python -m workers.relay`: from the outbox to the queue, and what came to nothing back again.

Redis holds hints only. Without it rows stay in the table, and after half a minute the relay does them itself.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
import redis
import sqlalchemy.exc

from service.failpoints import failpoint
from service.logs import log_of
from service.transaction import statements
from workers.claim import Claimed, claim
from workers.deliver import BatchFailed, run_batch
from workers.house import House, moved_in
from workers.outbox import give_back_batches
from workers.queues import enqueue, hint_connection
from workers.sweeper import sweep

SWEEP_EVERY = 10.0
ALONE_AFTER = 30.0
KNOCK_EVERY = 1.0
AWAY = (psycopg.OperationalError, sqlalchemy.exc.SQLAlchemyError)
log = log_of("guanjia.relay")


@dataclass(slots=True)
class Relay:
    """`lost_at`: since when Redis has not answered."""

    house: House
    redis: redis.Redis | None
    alone_after: float = ALONE_AFTER
    sweep_every: float = SWEEP_EVERY
    lost_at: float | None = None
    swept_at: float = field(default=float("-inf"))
    knocked_at: float = field(default=float("-inf"))

    def turn(self) -> bool:
        """Whether anything was moved: then the next turn need not wait."""
        if time.monotonic() - self.swept_at >= self.sweep_every:
            sweep(self.house.settings)
            self.swept_at = time.monotonic()
        if self.lost_at is None:
            return self._hand_on(self._claimed())
        self._knock()
        return self._alone and self._drain(self._claimed())

    @property
    def _alone(self) -> bool:
        if self.redis is None:
            return True
        return self.lost_at is not None and time.monotonic() - self.lost_at >= self.alone_after

    def _claimed(self) -> list[Claimed]:
        with statements() as sql:
            return claim(sql, queued_seconds=self.house.settings.queued_seconds)

    def _hand_on(self, claimed: list[Claimed]) -> bool:
        failpoint("after_claim")
        if self.redis is None:
            return self._drain(claimed)
        if not claimed:
            return False
        by_queue: dict[str, list[str]] = defaultdict(list)
        for each in claimed:
            by_queue[each.queue] += map(str, each.batches)
        try:
            enqueue(self.redis, by_queue, seconds=self.house.settings.queued_seconds)
        except redis.RedisError as error:
            self._lose(claimed, error)
            return False
        return True

    def _lose(self, claimed: Iterable[Claimed], error: Exception) -> None:
        """Nothing is lost: the rows are ready again, and a job that did arrive finds its batch gone."""
        self.lost_at = time.monotonic()
        log.warning("redis_away", error=type(error).__name__)
        with statements() as sql:
            give_back_batches(sql, batches_of(claimed))

    def _knock(self) -> None:
        if self.redis is None or time.monotonic() - self.knocked_at < KNOCK_EVERY:
            return
        self.knocked_at = time.monotonic()
        try:
            self.redis.ping()
        except redis.RedisError:
            return
        self.lost_at = None
        log.info("redis_back")

    def _drain(self, claimed: list[Claimed]) -> bool:
        """The same function that the jobs run, in this process; on a stop the rest is given back."""
        batches = batches_of(claimed)
        for number, batch in enumerate(batches):
            if self.house.stop.wished.is_set():
                with statements() as sql:
                    give_back_batches(sql, batches[number:])
                break
            try:
                run_batch(str(batch))
            except BatchFailed:
                continue
        return bool(batches)


def batches_of(claimed: Iterable[Claimed]) -> list[UUID]:
    return [batch for each in claimed for batch in each.batches]


def keep_turning(relay: Relay) -> None:
    """Until somebody wishes it to stop."""
    stop, pause = relay.house.stop, relay.house.settings.relay_poll_ms / 1000
    while not stop.wished.is_set():
        try:
            moved = relay.turn()
        except AWAY as error:
            log.warning("database_away", error=type(error).__name__)
            moved = stop.wait(1.0)
        if not moved:
            stop.wait(pause)


def main() -> int:
    with moved_in() as house:
        house.stop.listen()
        keep_turning(Relay(house, hint_connection(house.settings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
