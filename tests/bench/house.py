"""The house as it runs: embedded servers with their durability on, the web server as in the Procfile."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from service.embedded.folders import drop_runtime_folder, make_data_folder
from service.embedded.process import Ending, end_child, wait_until
from service.embedded.server import last_lines, start
from service.embedded.servers import embedded_postgres, embedded_redis
from tests.bench.data import load
from tests.servers import operate

POLITELY = (Ending(15, 15), Ending(9, 5))
# Counted as in production, and never reached.
NO_LIMIT = "900000000 per 10 seconds"


@dataclass(frozen=True, slots=True)
class House:
    """A database full of tickets and, where there is one, a Redis. `environ` is what our processes get."""

    database_url: str
    redis_url: str
    folder: Path
    tickets: int

    @property
    def environ(self) -> dict[str, str]:
        metrics = self.folder / "metrics"
        metrics.mkdir(exist_ok=True)
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "GUANJIA_DATA": str(self.folder),
            "GUANJIA_RATE_LIMIT": NO_LIMIT,
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        }

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.database_url, autocommit=True)


@contextmanager
def built(*, tickets: int) -> Iterator[House]:
    """A town of tickets."""
    with empty(tickets=tickets) as house:
        with house.connect() as connection:
            load(connection, tickets=tickets)
        yield house


@contextmanager
def empty(*, tickets: int = 0) -> Iterator[House]:
    """Settings of the servers are their defaults: fsync, synchronous_commit and full_page_writes on."""
    with ExitStack() as stack:
        folder = make_data_folder(Path(tempfile.mkdtemp(prefix="guanjia-bench-")))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(drop_runtime_folder, folder)
        postgres, redis = embedded_postgres(folder), embedded_redis(folder)
        for server in filter(None, (redis, postgres)):
            child = start(server)
            stack.callback(end_child, child, server.endings)
        operate(["migrate"], database_url=postgres.url)
        yield House(postgres.url, redis.url if redis else "", folder, tickets)


@dataclass(frozen=True, slots=True)
class Web:
    port: int
    child: "subprocess.Popen[bytes]"


@contextmanager
def web(house: House, *, workers: int = 2, threads: int = 4) -> Iterator[Web]:
    port = free_port()
    log = (house.folder / "log" / "web.log").open("ab")
    child = subprocess.Popen(
        [*WEB, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads), FACTORY],
        env={**house.environ, "GUANJIA_WEB_WORKERS": str(workers)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        if not wait_until(lambda: child.poll() is not None or answers(port), seconds=30) or child.poll():
            raise RuntimeError(
                f"the web server does not answer:\n{last_lines(house.folder / 'log' / 'web.log')}"
            )
        yield Web(port, child)
    finally:
        end_child(child, POLITELY)
        log.close()


FACTORY = "service.app:create_app"
WEB = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1"]


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            return b" 200 " in line.recv(64)
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
