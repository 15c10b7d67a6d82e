"""`guanjia up` keeps everything alive, ends it in order, and loses nothing when it is killed."""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from service.embedded.process import is_alive
from tests.servers import Servers, admin, url_of
from tests.up.running import NAMES, Running, begin, clear_away, started


def test_it_starts_everything_and_stops_in_order(running: Running) -> None:
    with running.connect() as connection:
        connection.execute("INSERT INTO kept VALUES (7)")
    postgres = running.postgres_pid
    assert running.end() == 0
    asked = [words[0] for words in running.journal if words[1] == "asked"]
    assert set(asked[:2]) == {"web", "clock"}
    assert asked[2:4] == ["relay", "worker"]
    assert ["worker", "finished", "True"] in running.journal, "the worker could not finish with Redis at hand"
    assert running.output.index("Stopping Redis") < running.output.index("Stopping PostgreSQL")
    assert not is_alive(postgres) and running.living() == []


def test_sigterm_stops_it_like_ctrl_c(running: Running) -> None:
    assert running.end(signal.SIGTERM) == 0
    assert running.living() == []


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_process_starts_again_within_five_seconds(running: Running, name: str) -> None:
    os.kill(running.pids(name)[0], signal.SIGKILL)
    running.wait_for(lambda: len(running.pids(name)) == 2, seconds=5)


def test_grandchildren_of_a_killed_process_do_not_live_beside_its_successor(running: Running) -> None:
    grandchild = next(int(words[2]) for words in running.journal if words[:2] == ["forker", "child"])
    os.kill(running.pids("forker")[0], signal.SIGKILL)
    running.wait_for(lambda: len(running.pids("forker")) == 2, seconds=5)
    assert not is_alive(grandchild)


def test_killed_servers_start_again_and_lose_nothing(running: Running) -> None:
    with running.connect() as connection:
        connection.execute("INSERT INTO kept VALUES (7)")
    before = running.postgres_pid, running.redis_pid
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    running.wait_for(lambda: is_new(running, before), seconds=5)
    running.wait_for(lambda: kept(running) == [7], seconds=5)


def is_new(running: Running, before: tuple[int, int]) -> bool:
    now = running.postgres_pid, running.redis_pid
    return all(pid not in (0, os.getpid(), running.child.pid) and is_alive(pid) for pid in now) and not set(
        now
    ) & set(before)


def kept(running: Running) -> list[int]:
    try:
        with running.connect() as connection:
            return [row[0] for row in connection.execute("SELECT value FROM kept").fetchall()]
    except psycopg.OperationalError:
        return []


def test_when_it_is_killed_all_stops_in_order_and_nothing_is_lost(running: Running) -> None:
    """The one that a person sees as `guanjia up`: its other half ends everything."""
    with running.connect() as connection:
        connection.execute("INSERT INTO kept VALUES (7)")
    running.end(signal.SIGKILL)
    running.wait_for(lambda: running.living() == [], seconds=10)
    assert ["worker", "finished", "True"] in running.journal
    with started(running.folder) as again:
        assert kept(again) == [7]


def test_when_its_other_half_is_killed_nothing_stays_behind(running: Running) -> None:
    os.kill(running.supervisor_pid, signal.SIGKILL)
    assert running.child.wait(20) != 0
    running.wait_for(lambda: running.living() == [], seconds=10)


def test_when_all_are_killed_at_once_the_next_start_finds_everything(running: Running) -> None:
    with running.connect() as connection:
        connection.execute("INSERT INTO kept VALUES (7)")
    for pid in [running.child.pid, running.supervisor_pid, *running.living()]:
        with suppress(ProcessLookupError):  # it may have died with those before it
            os.kill(pid, signal.SIGKILL)
    running.child.wait()
    with started(running.folder) as again:
        assert kept(again) == [7]


def test_a_process_that_ignores_its_parents_death_is_ended_by_the_next_start(awkward: Path) -> None:
    with started(awkward, names=[*NAMES, "deaf"]) as first:
        first.wait_for(lambda: bool(first.pids("deaf")))
        os.kill(first.child.pid, signal.SIGSTOP)
        os.kill(first.supervisor_pid, signal.SIGKILL)
        first.end(signal.SIGKILL)
        deaf = first.pids("deaf")[0]
        assert is_alive(deaf)
        with started(awkward):
            assert not is_alive(deaf)


def test_a_start_right_after_a_kill_waits_for_the_end_of_the_first(running: Running) -> None:
    running.end(signal.SIGKILL)
    with started(running.folder) as again:
        told = [words[1] for words in again.journal if words[0] == "worker"]
        assert told == ["started", "asked", "finished", "started"]


def test_a_second_start_names_the_first_and_leaves_it_alone(running: Running) -> None:
    before = running.living()
    second = begin(running.folder)
    assert second.child.wait(20) == 1
    assert str(running.child.pid) in second.output and f":{running.port}" in second.output
    assert sorted(running.living()) == sorted(before) and running.child.poll() is None


def test_of_several_starts_at_once_one_owns_the_data(awkward: Path) -> None:
    starts = [begin(awkward) for _ in range(3)]
    try:
        starts[0].wait_for(lambda: sum(each.child.poll() is None for each in starts) == 1)
        winner = next(each for each in starts if each.child.poll() is None)
        winner.wait_until_ready()
        assert {each.child.returncode for each in starts} == {None, 1}
    finally:
        for each in starts:
            clear_away(each)


def test_a_taken_port_is_named_before_anything_starts(awkward: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        start = begin(awkward, port=port)
        assert start.child.wait(20) == 1
        assert str(port) in start.output and "PORT=" in start.output
        assert not (start.data / "pg").exists()


def test_servers_that_are_named_replace_the_embedded_ones(
    awkward: Path, servers: Servers, redis_url: str
) -> None:
    database_url = url_of(servers, "postgres")
    with started(awkward, DATABASE_URL=database_url, REDIS_URL=redis_url) as one:
        assert not {"pg", "redis"} & {each.name for each in one.data.iterdir()}
        assert database_url in one.output
        assert one.end() == 0
    with admin(servers) as connection:
        connection.execute("DROP TABLE kept")


def test_a_failed_preparation_stops_what_was_started(awkward: Path) -> None:
    start = begin(awkward, REFUSE="the data are too new")
    assert start.child.wait(20) == 1
    assert "the data are too new" in start.output
    assert start.journal == [] and start.living() == []
