"""What the operating system knows about processes: who lives, who dies with its parent, how one is ended."""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Ending:
    """One step of making a process stop: the signal, and how long it may take before the next step."""

    signal: signal.Signals
    seconds: float


def dying_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`. The signal comes when the *thread* that forked ends: fork from the main one."""
    parent = os.getpid()

    def arm() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return arm


def is_alive(pid: int) -> bool:
    """A zombie does not count: in a container nobody may ever reap it."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except (OSError, IndexError):
        return False


def works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def all_pids() -> Iterator[int]:
    return (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())


def session_of(pid: int) -> int:
    """0 when there is no such process."""
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def environment_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def end_child(child: "Popen[bytes]", endings: Sequence[Ending]) -> int:
    """Ends and reaps; returns the exit code."""
    for ending in endings:
        if child.poll() is not None:
            break
        child.send_signal(ending.signal)
        try:
            child.wait(ending.seconds)
        except TimeoutExpired:
            continue
    return child.wait()


def end_stranger(pid: int, endings: Sequence[Ending]) -> bool:
    """Ends a process that is not our child; False if it outlived even the last step."""
    for ending in endings:
        if not signalled(pid, ending.signal) or wait_until(lambda: not is_alive(pid), seconds=ending.seconds):
            return True
    return False


def signalled(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.01) -> bool:
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True
