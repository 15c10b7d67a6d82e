"""P7: effects a second through relay, RQ and one worker, and how long one waits while moves run."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from service.embedded.process import end_child
from tests.bench.figures import Told, movers
from tests.bench.house import POLITELY, House, Web
from tests.bench.load import Load, drive
from tests.bench.machine import cpu_seconds
from tests.bench.worker import KIND

MOST_SECONDS = 120.0
# A row every so often, beside what the moves themselves put into the outbox.
TRICKLE = 0.02
ONE_WORKER = (["workers.relay"], ["tests.bench.worker"])
SLOW_TOO = (*ONE_WORKER, ["workers.worker", "--queue", "slow"])


def effects(house: House, web: Web, *, count: int, seconds: float) -> Told:
    if not house.redis_url:
        return {"per_s": None, "reason": "no Redis server on this machine"}
    with house.connect() as connection:
        connection.execute(CLEAN)
    with background(house, ONE_WORKER) as children:
        _drain(house, _put(house, 200, "warm"))
        before = [cpu_seconds(child.pid) for child in children]
        per_s = _drain(house, _put(house, count, "bulk"))
        spent = [cpu_seconds(child.pid) - begun for child, begun in zip(children, before, strict=True)]
    with background(house, SLOW_TOO):
        _drain(house, _put(house, 200, "again"))
        lag = _lag_under_moves(house, web, seconds=seconds)
    goals = {"goal_per_s": 8000, "goal_lag_p99_s": 0.5}
    cost = {
        name: round(1000 * each / count, 3)
        for name, each in zip(("relay_cpu_ms", "worker_cpu_ms"), spent, strict=True)
    }
    return {"per_s": round(per_s), "rows": count, **cost, **lag, **goals}


@contextmanager
def background(house: House, processes: Sequence[Sequence[str]]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    children = []
    with ExitStack() as stack:
        log = stack.enter_context((house.folder / "log" / "background.log").open("ab"))
        for words in processes:
            child = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=house.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            stack.callback(end_child, child, POLITELY)
            children.append(child)
        yield children


def _put(house: House, count: int, name: str) -> str:
    with house.connect() as connection:
        connection.execute(PUT, {"kind": KIND, "name": name, "count": count})
    return name


def _drain(house: House, name: str) -> float:
    """Rows a second from the commit that put them there until the last is done."""
    begun = time.perf_counter()
    with house.connect() as connection:
        while time.perf_counter() - begun < MOST_SECONDS:
            row = connection.execute(LEFT, {"name": name}).fetchone()
            if row and row[0] == 0:
                return float(str(row[1])) / (time.perf_counter() - begun)
            time.sleep(0.02)
    raise TimeoutError(f"effects are not done: {house.folder}/log/background.log")


def _lag_under_moves(house: House, web: Web, *, seconds: float) -> Told:
    done: list[Load] = []
    callers = movers(house)
    moving = threading.Thread(target=lambda: done.append(drive(web.port, callers, seconds=seconds)))
    moving.start()
    while moving.is_alive():
        _put(house, 1, "lag")
        moving.join(TRICKLE)
    _drain(house, "lag")
    with house.connect() as connection:
        row: Any = connection.execute(LAG).fetchone()
    return {
        "moves_per_s_meanwhile": round(done[0].rate),
        "lag_p50_s": round(row[0], 3),
        "lag_p99_s": round(row[1], 3),
        "lag_samples": row[2],
        "messages_waiting_after": row[3],
    }


# What earlier figures left in the outbox while nobody drained it.
CLEAN = "UPDATE outbox SET status = 'done', done_at = now() WHERE status = 'ready'"
PUT = """
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, due_at, created_at)
SELECT uuidv7(), b.id, b.office_id, 0, %(kind)s, %(name)s || ':' || gen_random_uuid(),
       jsonb_build_object('ticket', b.id, 'seq', 1, 'argument', ''), clock_timestamp(), clock_timestamp()
  FROM bench_ticket b WHERE b.n <= %(count)s
"""
LEFT = """
SELECT count(*) FILTER (WHERE status <> 'done'), count(*) FROM outbox WHERE effect_key LIKE %(name)s || ':%%'
"""
LAG = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - created_at))::float8,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - created_at))::float8,
       count(*), (SELECT count(*) FROM outbox WHERE kind = 'tell_customer' AND status <> 'done')
  FROM outbox WHERE effect_key LIKE 'lag:%'
"""
