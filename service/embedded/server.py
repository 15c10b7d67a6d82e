"""What PostgreSQL and Redis have in common: a child process that is ready some time after it was started."""

from collections.abc import Sequence
from pathlib import Path
from subprocess import Popen
from typing import BinaryIO, Protocol, cast

from service.embedded.folders import Unusable
from service.embedded.process import Ending, wait_until

LONGEST_LOG = 10_000_000


class Server(Protocol):
    """`endings` are the steps that stop it: politely first."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def log(self) -> Path: ...
    @property
    def endings(self) -> Sequence[Ending]: ...

    def prepare(self) -> None:
        """Makes the files and ends a server that a dead owner left behind; only the owner calls it."""

    def spawn(self) -> "Popen[bytes]":
        """Starts it as our child; it is not ready yet."""

    def is_ready(self, child: "Popen[bytes]") -> bool: ...


def start(server: Server, *, seconds: float = 60) -> "Popen[bytes]":
    server.prepare()
    child = server.spawn()
    wait_until(lambda: child.poll() is not None or server.is_ready(child), seconds=seconds)
    if child.poll() is None and server.is_ready(child):
        return child
    child.kill()
    raise Unusable(f"{server.name} did not start. The end of {server.log}:\n{last_lines(server.log)}")


def open_log(path: Path) -> BinaryIO:
    """Appends; starts over when it has grown long."""
    mode = "ab" if path.exists() and path.stat().st_size < LONGEST_LOG else "wb"
    return cast(BinaryIO, path.open(mode))


def last_lines(path: Path, *, count: int = 12) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
