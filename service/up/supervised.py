"""One process that is started again whenever it ends."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from subprocess import Popen

from service.embedded.process import Ending
from service.up.orphans import end_session
from service.up.say import say

# Seconds before each next start of a process that keeps dying; none may reach 5.
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
STEADY_AFTER = 10.0


@dataclass(slots=True)
class Supervised:
    """`stage` is the place in the order of stopping, lowest first."""

    name: str
    spawn: Callable[[], "Popen[bytes]"]
    endings: Sequence[Ending]
    stage: int
    child: "Popen[bytes] | None" = None
    deaths: int = 0
    moment: float = 0.0  # when the child was started or, while there is none, when it will be

    def tick(self) -> None:
        now = time.monotonic()
        if self.child is None:
            if now >= self.moment:
                self.start()
        elif self.child.poll() is not None:
            self.bury(self.child, now=now)
        elif now - self.moment > STEADY_AFTER:
            self.deaths = 0

    def start(self) -> None:
        self.child = self.spawn()
        self.moment = time.monotonic()

    def bury(self, child: "Popen[bytes]", *, now: float) -> None:
        end_session(child.pid)
        pause = PAUSES[min(self.deaths, len(PAUSES) - 1)]
        self.child, self.deaths, self.moment = None, self.deaths + 1, now + pause
        say(
            f"{self.name} 意外结束（{child.returncode}），{pause:g} 秒后重新启动。",
            f"{self.name} ended ({child.returncode}); it starts again in {pause:g} s.",
        )
