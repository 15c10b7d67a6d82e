"""Two processes that watch each other, so that `kill -9` of either still ends everything in order."""

import os
import signal
from collections.abc import Callable
from types import FrameType

from service.embedded.process import dying_with_parent

WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def in_pair(work: Callable[[], int], *, when_killed: Callable[[], None]) -> int:
    """Forks. The child works, in a session of its own; if its parent dies, the kernel sends it SIGTERM.

    The parent passes on what the terminal wants, and calls `when_killed` if the child ends by a signal.
    """
    arm = dying_with_parent(signal.SIGTERM)
    child = os.fork()
    if child == 0:
        os.setsid()
        arm()
        return work()
    pass_on_wishes(child)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        when_killed()
    return abs(code)


def pass_on_wishes(child: int) -> None:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        os.kill(child, number)

    for number in WISHES:
        signal.signal(number, pass_on)
