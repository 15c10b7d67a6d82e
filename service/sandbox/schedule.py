"""Later: one thread that waits, a few that do, so that a slow listener holds up nobody else."""

import heapq
import itertools
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Thread

log = logging.getLogger(__name__)

Action = Callable[[], None]


class Schedule:
    """Forgets everything at the end of the process: what must happen stands in a journal."""

    def __init__(self, *, hands: int = 8) -> None:
        self._due: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._changed = Condition()
        self._open = True
        self._hands = ThreadPoolExecutor(hands, thread_name_prefix="sandbox")
        self._waiting = Thread(target=self._wait, name="sandbox-schedule", daemon=True)
        self._waiting.start()

    def after(self, seconds: float, action: Action) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), action))
            self._changed.notify()

    def stop(self) -> None:
        """Waits for what is being done, drops what is not."""
        with self._changed:
            self._open = False
            self._changed.notify()
        self._waiting.join()
        self._hands.shutdown(cancel_futures=True)

    def _wait(self) -> None:
        with self._changed:
            while self._open:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                else:
                    self._hands.submit(_act, heapq.heappop(self._due)[2])


def _act(action: Action) -> None:
    try:
        action()
    except Exception:
        # An executor keeps the exception in a future that nobody reads.
        log.exception("the sandbox could not do what was due")
