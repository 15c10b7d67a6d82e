"""The queue between relay and worker: it may be lied to, emptied and taken away, and nothing is lost."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from service.embedded.folders import make_data_folder
from service.embedded.process import end_child, is_alive
from service.embedded.server import start
from service.embedded.servers import embedded_redis
from service.gateways.payment import PaymentGateway
from service.jobs import NewEffect, add_effect, lane_of
from service.transaction import statements
from service.usecases.effects.registry import EFFECTS
from service.usecases.effects.shape import Partners
from tests.workers.town import Town, dies_at
from workers.house import HOUSE, House, Stop
from workers.queues import hint_connection, queue_of
from workers.relay import Relay, keep_turning
from workers.worker import make_worker
from workflows.effects import EFFECTS as NAMED


@pytest.fixture
def queue(here: Town) -> Iterator[redis.Redis]:
    connection = hint_connection(here.house.settings)
    assert connection is not None
    connection.flushdb()
    yield connection
    connection.close()


def work_off(here: Town, queue: redis.Redis, name: str = "short") -> None:
    """What a worker does until its queue is empty."""
    connection = redis.Redis.from_url(here.house.settings.redis_url)
    make_worker(connection, name, Stop()).work(burst=True, logging_level="CRITICAL")
    connection.close()


def ask_for(count: int, *, word: str, kind: str = "incident") -> None:
    with statements() as sql:
        for number in range(count):
            add_effect(sql, NewEffect(kind, f"{word}:{number}", argument=word))


def opened(here: Town, word: str) -> int:
    return int(here.one("SELECT count(*) AS n FROM incident WHERE kind = %s", word)["n"])


def finished(here: Town, word: str) -> int:
    counted = "SELECT count(*) AS n FROM ledger l JOIN outbox o ON o.id = l.outbox_id"
    return int(here.one(f"{counted} WHERE o.status = 'done' AND o.effect_key LIKE %s", f"{word}:%")["n"])


def test_every_effect_that_a_table_names_has_somebody_who_does_it() -> None:
    assert set(NAMED) - set(EFFECTS) == set()
    assert {lane_of(kind).queue for kind in EFFECTS} == {"short", "slow", "long"}


def test_a_planted_job_is_refused_and_ours_runs(here: Town, queue: redis.Redis, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    short = queue_of(queue, "short")
    planted = short.enqueue_call("os.system", args=(f"touch {mark}",), failure_ttl=60)
    short.enqueue_call("workers.deliver.run_batch", args=("not a batch",), failure_ttl=60)
    ask_for(3, word="planted")
    Relay(here.house, queue).turn()
    work_off(here, queue)
    assert not mark.exists()
    assert planted.get_status() == "failed"
    assert finished(here, "planted") == 3


def test_a_job_calls_nobody_back(here: Town, queue: redis.Redis, tmp_path: Path) -> None:
    ask_for(1, word="callback")
    Relay(here.house, queue).turn()
    mark = tmp_path / "mark"
    [job_id] = queue_of(queue, "short").job_ids
    for name in ("success_callback_name", "failure_callback_name"):
        queue.hset(f"rq:job:{job_id}", name, "os.system")
    work_off(here, queue)
    assert finished(here, "callback") == 1 and not mark.exists()


def test_an_emptied_queue_costs_time_only(here: Town, queue: redis.Redis) -> None:
    ask_for(5, word="flushed")
    relay = Relay(here.house, queue)
    relay.turn()
    queue.flushdb()
    work_off(here, queue)
    assert finished(here, "flushed") == 0
    here.lapse()
    relay.swept_at = float("-inf")
    relay.turn()
    work_off(here, queue)
    assert finished(here, "flushed") == opened(here, "flushed") == 5
    assert {row["attempts"] for row in here.rows("SELECT attempts FROM outbox WHERE kind = 'incident'")} == {
        0
    }


def test_without_redis_the_relay_does_the_work_itself(here: Town, tmp_path: Path) -> None:
    server = embedded_redis(make_data_folder(tmp_path / "house"))
    assert server is not None
    child = start(server)
    away = replace(here.house, settings=replace(here.house.settings, redis_url=server.url))
    relay = Relay(away, hint_connection(away.settings), alone_after=0.2)
    ask_for(2, word="before")
    assert relay.turn()
    child.kill()
    child.wait()
    ask_for(2, word="alone")
    assert not relay.turn() and relay.lost_at is not None
    assert {
        row["status"] for row in here.rows("SELECT status FROM outbox WHERE effect_key LIKE 'alone:%%'")
    } == {"ready"}
    here.wait(lambda: relay.turn() or finished(here, "alone") == 2)
    assert opened(here, "alone") == 2
    again = start(server)
    relay.knocked_at = float("-inf")
    relay.turn()
    assert relay.lost_at is None
    end_child(again, server.endings)


def test_without_any_redis_nobody_is_waited_for(here: Town) -> None:
    ask_for(2, word="never")
    Relay(here.house, None).turn()
    assert finished(here, "never") == 2


def forked(here: Town) -> tuple[Callable[[], int], Callable[[], int]]:
    """Relays and workers with short leases, as many as one likes."""
    settings = replace(here.house.settings, lease_seconds=2, queued_seconds=2)
    house = House(settings, here.house.partners, Stop())

    def relay() -> None:
        keep_turning(Relay(house, hint_connection(settings), sweep_every=0.3))

    def worker() -> None:
        here.app.extensions[HOUSE] = house
        connection = redis.Redis.from_url(settings.redis_url)
        make_worker(connection, "short", house.stop).work(logging_level="CRITICAL")

    return lambda: here.fork(relay), lambda: here.fork(worker)


def test_two_relays_and_two_workers_do_500_effects_once_each_whoever_dies(
    here: Town, queue: redis.Redis
) -> None:
    ask_for(500, word="many")
    relay, worker = forked(here)
    relays, workers = [relay(), relay()], [worker(), worker()]
    for deaths in range(4):
        here.wait(lambda deaths=deaths: finished(here, "many") > deaths * 50)  # type: ignore[misc]
        here.kill(workers.pop(0))
        queue.flushdb()
        workers.append(worker())
        here.kill(relays.pop(0))
        relays.append(relay())
    here.wait(lambda: finished(here, "many") == 500)
    assert opened(here, "many") == 500
    assert here.one("SELECT count(*) AS n FROM ledger WHERE effect_key LIKE 'many:%%'")["n"] == 500


def test_a_relay_that_dies_with_its_hands_full_drops_nothing(here: Town, queue: redis.Redis) -> None:
    ask_for(3, word="dropped")
    relay = Relay(here.house, queue)
    assert dies_at("after_claim", relay.turn)
    here.lapse()
    here.sweep()
    relay.turn()
    work_off(here, queue)
    assert finished(here, "dropped") == opened(here, "dropped") == 3


def test_a_slow_job_dies_with_its_worker(here: Town, queue: redis.Redis) -> None:
    """An orphan would go on beside whoever is given its rows."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        payment = PaymentGateway(f"http://127.0.0.1:{silent.getsockname()[1]}", "http://127.0.0.1:9")
        partners = Partners(payment, here.house.partners.sms)
        ticket = here.paying()

        def worker() -> None:
            here.app.extensions[HOUSE] = House(here.house.settings, partners, Stop())
            connection = redis.Redis.from_url(here.house.settings.redis_url)
            make_worker(connection, "slow", Stop()).work(logging_level="CRITICAL")

        parent = here.fork(worker)
        Relay(here.house, queue).turn()
        sent = "SELECT status FROM instruction WHERE ticket_id = %s"
        here.wait(lambda: here.one(sent, ticket["id"])["status"] == "sent")
        [horse] = children_of(parent)
        here.kill(parent)
        here.wait(lambda: not is_alive(horse))


def children_of(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(pid) for pid in found.split()]


def test_a_stop_gives_back_what_was_not_begun(here: Town, queue: redis.Redis) -> None:
    ask_for(10, word="stopped")
    Relay(here.house, queue).turn()
    here.house.stop.wished.set()
    try:
        work_off(here, queue)
    finally:
        here.house.stop.wished.clear()
    left = here.rows("SELECT status, attempts FROM outbox WHERE effect_key LIKE 'stopped:%%'")
    assert [(row["status"], row["attempts"]) for row in left] == [("ready", 0)] * 10


def test_of_one_ticket_the_later_effect_waits_for_the_earlier(here: Town, queue: redis.Redis) -> None:
    ticket = here.people.complaint()
    with statements() as sql:
        for seq in (90, 91):
            effect = NewEffect("tell_desk", f"order:{seq}", ticket["id"], seq, argument="supervisor")
            add_effect(sql, effect)
    relay = Relay(here.house, queue)
    relay.turn()
    first = here.rows("SELECT effect_key FROM outbox WHERE status = 'queued' AND effect_key LIKE 'order:%%'")
    assert [row["effect_key"] for row in first] == ["order:90"]
    relay.turn()
    work_off(here, queue)
    relay.turn()
    work_off(here, queue)
    assert finished(here, "order") == 2
