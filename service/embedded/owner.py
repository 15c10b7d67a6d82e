"""One owner per data folder: it alone starts and stops the servers; everybody else is a guest."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class Note:
    """What the owner tells about itself."""

    pid: int
    address: str


def take_ownership(data: Path) -> IO[str] | None:
    """Held as long as the file is open, children do not inherit it; None when somebody else has it."""
    lock = (data / "owner.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    write_note(lock, address="")
    return lock


def write_note(lock: IO[str], *, address: str) -> None:
    lock.seek(0)
    lock.truncate()
    json.dump(asdict(Note(os.getpid(), address)), lock)
    lock.flush()


def read_note(data: Path) -> Note | None:
    try:
        return Note(**json.loads((data / "owner.lock").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
