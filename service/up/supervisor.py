"""Keeps a set of processes alive until somebody asks to stop."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from service.up.pair import WISHES
from service.up.supervised import Supervised

BEAT = 0.1


@dataclass(slots=True)
class Wish:
    """Whether somebody wants us to stop; signals set it, so no start is ever torn in the middle."""

    stop: bool = False

    def listen(self) -> None:
        for number in WISHES:
            signal.signal(number, self.hear)

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True


@dataclass(slots=True)
class Greeting:
    """Said once, when `when` holds for the first time."""

    when: Callable[[], bool]
    say: Callable[[], None]
    said: bool = field(default=False)

    def tick(self) -> None:
        if not self.said and self.when():
            self.said = True
            self.say()


def supervise(everything: Sequence[Supervised], *, wish: Wish, greeting: Greeting) -> None:
    """Single-threaded on purpose: a child is told of its parent's death when the forking thread ends."""
    while not wish.stop:
        for each in everything:
            each.tick()
        greeting.tick()
        time.sleep(BEAT)
