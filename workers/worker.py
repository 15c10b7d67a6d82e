"""`python -m workers.worker --queue short|slow|long`: a queue a process, so that no job is lost between two.

Short jobs run in this process and die with it. Slow ones, which may hang, and long ones run in a child that
dies with its parent: an orphan would go on working beside whoever was given its rows.
"""

import argparse
import logging
import os
import random
import signal
import sys
from types import FrameType
from typing import Any

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from rq import SimpleWorker, Worker
from rq.job import Job
from rq.queue import Queue
from rq.worker import BaseWorker

from service.db import db
from service.embedded.process import dying_with_parent
from service.jobs import QUEUES, SHORT
from service.logs import log_of
from workers.house import House, Stop, moved_in
from workers.job import KnownJob
from workers.queues import queue_of

KNOCK_EVERY = 1.0
WORKER_SECONDS = 60
log = log_of("guanjia.worker")


class Listening(BaseWorker):
    """Hears nothing but its queue and signals: whoever can publish in Redis could otherwise stop it."""

    max_connection_wait_time = 2.0
    log_result_lifespan = False
    stop = Stop()

    def subscribe(self) -> None:
        return

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The batch in hand gives back what it has not begun."""
        self.stop.hear()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


class ShortWorker(Listening, SimpleWorker):
    pass


class SlowWorker(Listening, Worker):
    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        # Must be made before the fork: it remembers whose death is meant.
        self.die_with_parent = dying_with_parent(signal.SIGKILL)
        super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """A connection shared with the parent would mix up both; so the child forgets them."""
        self.die_with_parent()
        db.engine.dispose(close=False)
        random.seed(os.urandom(16))
        super().main_work_horse(job, queue)


def make_worker(connection: redis.Redis, name: str, stop: Stop) -> Listening:
    kind = ShortWorker if name == SHORT else SlowWorker
    kind.stop = stop
    return kind(
        [queue_of(connection, name)],
        connection=connection,
        job_class=KnownJob,
        serializer="json",
        worker_ttl=WORKER_SECONDS,
        maintenance_interval=30,
        job_monitoring_interval=5,
        log_job_description=False,
    )


def listen(house: House, name: str) -> None:
    """Until somebody wishes it to stop; a Redis that goes away is waited for."""
    while not house.stop.wished.is_set():
        connection = _connection(house)
        try:
            connection.ping()
            make_worker(connection, name, house.stop).work(logging_level="WARNING")
        except redis.RedisError as error:
            log.warning("redis_away", error=type(error).__name__)
        finally:
            connection.close()
        house.stop.listen()
        house.stop.wait(KNOCK_EVERY)


def _connection(house: House) -> redis.Redis:
    """Its reads outlast the blocking pop of an idle worker; under the default of 5 s that would quit."""
    return redis.Redis.from_url(
        house.settings.redis_url,
        socket_connect_timeout=1.0,
        socket_timeout=WORKER_SECONDS,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
    )


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="workers.worker")
    parser.add_argument("--queue", choices=QUEUES, required=True)
    asked: Any = parser.parse_args(words)
    with moved_in() as house:
        house.stop.listen()
        if not house.settings.redis_url:
            log.error("no_redis", sentence="REDIS_URL is not set: the relay does this work itself")
            return 1
        for noisy in ("rq.worker", "rq.job"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
        listen(house, asked.queue)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
