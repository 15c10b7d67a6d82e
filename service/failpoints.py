"""Places where a test may let this process fail or die: before and after commits and calls to partners."""

import os
import signal

# `name` raises, `name:kill` is a kill -9. Read once; production refuses to start with it.
NAME, _, WAY = os.environ.get("GUANJIA_FAILPOINT", "").partition(":")


class FailedHere(Exception):
    """Raised by a fail-point that was asked for."""


def failpoint(name: str) -> None:
    if name != NAME:
        return
    if WAY == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise FailedHere(name)
