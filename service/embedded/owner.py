"""One owner per data folder: it alone starts and stops the servers; everybody else is a guest."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from service.embedded.process import is_alive


@dataclass(frozen=True, slots=True)
class Note:
    """What the owner tells about itself."""

    pid: int
    address: str


def take_ownership(data: Path, *, address: str = "", pid: int | None = None) -> IO[str] | None:
    """Held as long as the file is open, children do not inherit it; None when somebody else has it."""
    lock = (data / "owner.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    json.dump(asdict(Note(pid or os.getpid(), address)), lock)
    lock.flush()
    return lock


def owner_is_dying(data: Path) -> bool:
    """It was killed, and what it had started is still stopping."""
    note = read_note(data)
    return note is not None and not is_alive(note.pid)


def read_note(data: Path) -> Note | None:
    try:
        return Note(**json.loads((data / "owner.lock").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
