"""Starts `guanjia up` in a folder and watches what it does."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from service.embedded.folders import named_runtime_folder
from service.embedded.postgres import pid_and_status, postgres_url
from service.embedded.process import Ending, all_pids, end_child, environment_of, is_alive, wait_until
from service.embedded.redis import read_pid

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
NAMES = ("web", "clock", "relay", "worker", "forker")


@dataclass
class Running:
    """One start; the data folder outlives it."""

    folder: Path
    port: int
    child: "subprocess.Popen[str]"
    told_before: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def output(self) -> str:
        return (self.folder / f"output-{self.port}").read_text(encoding="utf-8")

    @property
    def journal(self) -> list[list[str]]:
        path = self.folder / "journal"
        return (
            [line.split() for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        )

    @property
    def postgres_pid(self) -> int:
        return pid_and_status(self.data / "pg")[0]

    @property
    def redis_pid(self) -> int:
        return read_pid(self.data / "redis")

    @property
    def supervisor_pid(self) -> int:
        """The half of `up` that works: the parent of all."""
        status = Path(f"/proc/{self.pids('web')[-1]}/status").read_text(encoding="utf-8")
        return int(status.split("PPid:")[1].split()[0])

    def pids(self, name: str) -> list[int]:
        return [int(words[2]) for words in self.journal if words[:2] == [name, "started"]]

    def living(self) -> list[int]:
        """Every process of this start but the two halves of `up`."""
        own = os.fsencode(f"JOURNAL={self.folder}")
        marked = [pid for pid in all_pids() if any(each.startswith(own) for each in environment_of(pid))]
        servers = [self.postgres_pid, self.redis_pid]
        return [pid for pid in {*marked, *servers} if pid not in (0, self.child.pid) and is_alive(pid)]

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
        assert wait_until(condition, seconds=seconds), f"{self.journal}\n{self.output}"

    def wait_until_ready(self) -> None:
        self.wait_for(lambda: "可以用了" in self.output or self.child.poll() is not None)
        assert self.child.poll() is None, self.output
        self.wait_for(lambda: set(NAMES) <= self.begun())

    def begun(self) -> set[str]:
        """Those of this start, not of an earlier one in the same folder."""
        return {words[0] for words in self.journal[self.told_before :] if words[1] == "started"}

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.child.send_signal(number)
        return self.child.wait(PATIENCE)

    def connect(self) -> "psycopg.Connection[tuple[int]]":
        return psycopg.connect(postgres_url(named_runtime_folder(self.data)), autocommit=True)


def begin(folder: Path, *, names: Sequence[str] = NAMES, port: int = 0, **variables: str) -> Running:
    port = port or free_port()
    journal = folder / "journal"
    told_before = len(journal.read_text(encoding="utf-8").splitlines()) if journal.exists() else 0
    procfile = folder / "Procfile"
    lines = (f'{name}: python "{ROOT}/tests/up/stub.py" {name}\n' for name in names)
    procfile.write_text("".join(lines), encoding="utf-8")
    environ = {
        **os.environ,
        **{"PORT": str(port), "GUANJIA_SANDBOX_PORT": str(free_port()), "GUANJIA_DATA": str(folder / "var")},
        **{"JOURNAL": str(journal), "PYTHONPATH": str(ROOT)},
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        environ.pop(name, None)
    environ |= variables
    with (folder / f"output-{port}").open("w", encoding="utf-8") as output:
        command = [sys.executable, str(ROOT / "tests" / "up" / "start.py"), str(procfile)]
        child = subprocess.Popen(command, env=environ, stdout=output, stderr=output, text=True, cwd=folder)
    return Running(folder, port, child, told_before)


@contextmanager
def started(folder: Path, *, names: Sequence[str] = NAMES, **variables: str) -> Iterator[Running]:
    running = begin(folder, names=names, **variables)
    try:
        running.wait_until_ready()
        yield running
    finally:
        clear_away(running)


def clear_away(running: Running) -> None:
    """Nothing of a failed test outlives it."""
    if running.child.poll() is None:
        running.child.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.child.wait(PATIENCE)
        end_child(running.child, [Ending(signal.SIGKILL, 5)])  # type: ignore[arg-type]
    wait_until(lambda: not running.living(), seconds=5)
    for pid in running.living():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
