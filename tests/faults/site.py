"""A whole `guanjia up` with servers of its own; each of its processes can be killed or stopped by name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
import requests
from psycopg.rows import dict_row

from service.embedded.folders import named_runtime_folder
from service.embedded.postgres import postgres_url
from service.embedded.process import Ending, all_pids, end_child, environment_of, is_alive, wait_until
from service.embedded.redis import redis_url
from tests.servers import OPERATOR
from tests.up.running import free_port

ROOT = Path(__file__).parents[2]
ENDINGS = (Ending(signal.SIGINT, 45), Ending(signal.SIGKILL, 5))
PATIENCE = 180.0
# A word of the command line by which a child of the supervisor is known.
MARKS: Mapping[str, str] = {
    "web": "service.app:create_app",
    "worker": "short",
    "slow": "slow",
    "long": "queue long",
    "relay": "workers.relay",
    "clock": "workers.clock",
    "sandbox": "service.sandbox",
    "Redis": "unixsocket",
    "PostgreSQL": "bin/postgres",
}
# A worker's death shows sooner than by the leases of every day.
HASTE = {"GUANJIA_LEASE_SECONDS": "10", "GUANJIA_QUEUED_SECONDS": "10"}


@dataclass(slots=True)
class Site:
    """One data folder and whoever runs on it now."""

    folder: Path
    environ: dict[str, str]
    child: subprocess.Popen[bytes] = field(init=False)

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    @property
    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        with (self.folder / "output").open("ab") as written:
            self.child = subprocess.Popen(
                [sys.executable, "-c", OPERATOR, "up"],
                env=self.environ,
                stdout=written,
                stderr=written,
                cwd=ROOT,
            )

    def wait_until_ready(self) -> None:
        wait_until(lambda: self.is_ready() or self.child.poll() is not None, seconds=PATIENCE)
        assert self.is_ready(), self.output[-3000:]

    def is_ready(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.base}/readyz", timeout=2).status_code == 200
        return False

    def pid(self, name: str) -> int:
        """0 while there is none."""
        own = [each for each in children_of(self.supervisor) if MARKS[name] in command_of(each)]
        return next(filter(is_alive, own), 0)

    @property
    def supervisor(self) -> int:
        """The half of `up` that works."""
        return next(iter(children_of(self.child.pid)), 0)

    def signal(self, name: str, number: signal.Signals) -> int:
        """To whoever has that name now."""
        assert wait_until(lambda: self.pid(name) > 0, seconds=PATIENCE), f"no {name}:\n{self.output[-3000:]}"
        pid = self.pid(name)
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        return pid

    def kill(self, name: str) -> None:
        """And waits for its successor."""
        pid = self.signal(name, signal.SIGKILL)
        assert wait_until(lambda: self.pid(name) not in (0, pid), seconds=PATIENCE), f"{name} stays dead"

    def kill_all(self) -> None:
        """Every process, in one breath."""
        for pid in [pid for name in MARKS if (pid := self.pid(name))]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_up(self) -> None:
        """Both halves of it: nobody is left to stop things in order. Then another start on the same data."""
        for pid in (self.child.pid, self.supervisor):
            os.kill(pid, signal.SIGKILL)
        self.child.wait()
        self.start()

    @contextmanager
    def another(self, *words: str) -> Iterator[None]:
        """One more of its processes, which nobody supervises."""
        assert wait_until(lambda: self.pid("slow") > 0, seconds=PATIENCE)
        pairs = [each.decode().partition("=") for each in environment_of(self.pid("slow")) if each]
        environ = {name: value for name, _, value in pairs}
        child = subprocess.Popen([sys.executable, "-m", *words], env=environ, cwd=ROOT)
        try:
            yield
        finally:
            end_child(child, (Ending(signal.SIGCONT, 0.1), *ENDINGS))

    def flush(self) -> None:
        """What Redis knew is gone."""

        def flushed() -> bool:
            with suppress(redis.RedisError), self.redis() as connection:
                return bool(connection.flushall())
            return False

        assert wait_until(flushed, seconds=PATIENCE)

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(redis_url(named_runtime_folder(self.data)), socket_timeout=2)

    def rows(self, statement: Any, *parameters: Any) -> list[dict[str, Any]]:
        """Past the service, to look only."""
        url = postgres_url(named_runtime_folder(self.data))
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(statement, parameters).fetchall()

    def one(self, statement: Any, *parameters: Any) -> dict[str, Any]:
        return self.rows(statement, *parameters)[0]

    def operate(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", OPERATOR, *words]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, cwd=ROOT)


@contextmanager
def running_site(folder: Path, **variables: str) -> Iterator[Site]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GUANJIA_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        inherited.pop(name, None)
    own = {
        "PORT": str(free_port()),
        "GUANJIA_SANDBOX_PORT": str(free_port()),
        "GUANJIA_SANDBOX_DELAY": "0.1",
        "GUANJIA_DATA": str(folder / "var"),
        "GUANJIA_WEB_WORKERS": "1",
        "GUANJIA_RATE_LIMIT": "0 per second",
    }
    site = Site(folder, {**inherited, **own, **variables})
    site.start()
    try:
        site.wait_until_ready()
        yield site
    finally:
        for name in MARKS:  # what sleeps hears nothing
            if pid := site.pid(name):
                os.kill(pid, signal.SIGCONT)
        end_child(site.child, ENDINGS)


def children_of(parent: int) -> list[int]:
    return [pid for pid in all_pids() if parent and parent_of(pid) == parent]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
