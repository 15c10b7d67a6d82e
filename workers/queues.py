"""Redis as we use it: hints only, with tight time limits, so that its absence is noticed at once."""

from collections.abc import Iterable, Mapping
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

from service.jobs import JOB_SECONDS, RUN_BATCH
from service.settings import Settings
from workers.job import KnownJob

FAILURE_SECONDS: Final = 86_400


def hint_connection(settings: Settings) -> redis.Redis | None:
    """None where there is no Redis at all."""
    if not settings.redis_url:
        return None
    return redis.Redis.from_url(
        settings.redis_url, socket_connect_timeout=0.2, socket_timeout=1.0, retry=Retry(NoBackoff(), 0)
    )


def queue_of(connection: redis.Redis, name: str) -> Queue:
    return Queue(name, connection=connection, job_class=KnownJob, serializer="json")


def enqueue(connection: redis.Redis, batches: Mapping[str, Iterable[str]], *, seconds: int) -> None:
    """One trip for all batches of each queue. A job that nobody took in time is not worth keeping."""
    with connection.pipeline() as trip:
        for name, ids in batches.items():
            queue = queue_of(connection, name)
            for batch in ids:
                queue.enqueue_call(
                    RUN_BATCH,
                    args=(batch,),
                    job_id=f"ob_{batch}",
                    timeout=JOB_SECONDS[name],
                    ttl=seconds,
                    result_ttl=0,
                    failure_ttl=FAILURE_SECONDS,
                    pipeline=trip,
                )
        trip.execute()
