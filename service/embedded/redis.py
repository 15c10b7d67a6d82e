"""The embedded Redis (or Valkey): a child of its owner, on a unix socket only, its log on disk."""

import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from service.embedded.folders import Unusable
from service.embedded.process import Ending, dying_with_parent, end_stranger, works_in
from service.embedded.server import open_log

ENDINGS = (Ending(signal.SIGTERM, 20), Ending(signal.SIGKILL, 5))
OPTIONS = (
    *("--port", "0", "--unixsocketperm", "700", "--save", "", "--maxmemory-policy", "noeviction"),
    *("--appendonly", "yes", "--appendfsync", "everysec"),
)


@dataclass(frozen=True, slots=True)
class Redis:
    data: Path
    run: Path
    program: Path
    name: str = "Redis"
    endings: tuple[Ending, ...] = ENDINGS

    @property
    def folder(self) -> Path:
        return self.data / "redis"

    @property
    def log(self) -> Path:
        return self.data / "log" / "redis.log"

    @property
    def url(self) -> str:
        return redis_url(self.run)

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        end_leftover(self.folder)

    def spawn(self) -> "Popen[bytes]":
        """Its folder is the working directory: no path with spaces passes through its settings."""
        with open_log(self.log) as log:
            return Popen(
                [
                    str(self.program),
                    *OPTIONS,
                    "--unixsocket",
                    str(self.run / "redis.sock"),
                    "--pidfile",
                    "redis.pid",
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                umask=0o077,
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGTERM),
            )

    def is_ready(self, child: "Popen[bytes]") -> bool:
        return read_pid(self.folder) == child.pid and answers(self.run / "redis.sock")


def redis_url(run: Path) -> str:
    return f"unix://{quote(str(run / 'redis.sock'))}"


def answers(path: Path) -> bool:
    """False too while it still loads."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def read_pid(folder: Path) -> int:
    try:
        return int((folder / "redis.pid").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def end_leftover(folder: Path) -> None:
    pid = read_pid(folder)
    if pid and pid != os.getpid() and works_in(pid, folder) and not end_stranger(pid, ENDINGS):
        raise Unusable(f"A Redis server (pid {pid}) still runs on {folder} and cannot be stopped.")
