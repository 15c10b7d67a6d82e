"""Ends what dead processes left behind: grandchildren of one that died, and all of a killed owner."""

import os
import signal
from pathlib import Path

from service.embedded.process import all_pids, environment_of, is_alive, session_of, signalled, wait_until
from service.up.environment import MARK


def end_session(leader: int) -> None:
    """Each process leads its own session; a dead one's members must not live beside its successor.

    They would go on serving the port, or repeat an effect that the successor is told to do.
    """
    for pid in [each for each in all_pids() if session_of(each) == leader]:
        signalled(pid, signal.SIGKILL)


def end_orphans(data: Path) -> int:
    """For the owner alone. They were told to stop when their parent died; how many there were."""
    orphans = marked_processes(data)
    for seconds, number in ((2, signal.SIGTERM), (3, signal.SIGKILL), (3, None)):
        if wait_until(lambda: not any(map(is_alive, orphans)), seconds=seconds) or number is None:
            break
        for pid in filter(is_alive, orphans):
            signalled(pid, number)
    return len(orphans)


def marked_processes(data: Path) -> list[int]:
    mark = os.fsencode(f"{MARK}={data}")
    return [
        each for each in all_pids() if each != os.getpid() and mark in environment_of(each) and is_alive(each)
    ]
