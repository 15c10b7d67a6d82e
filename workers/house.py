"""What every background process begins with: one app, its partners, and a wish to stop that is heard."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from types import FrameType

from service.app import create_app
from service.settings import Settings, read_settings
from service.usecases.effects.shape import Partners, partners_of

# Where the app keeps it: a job is only told the name of its batch.
HOUSE = "house"
# One statement at a time, and one beside it.
POOL = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """Set by SIGTERM or Ctrl-C; every loop waits on it instead of sleeping."""

    wished: Event = field(default_factory=Event)

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.hear)

    def hear(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self.wished.set()

    def wait(self, seconds: float) -> bool:
        return self.wished.wait(seconds)


@dataclass(frozen=True, slots=True)
class House:
    """Of this process."""

    settings: Settings
    partners: Partners
    stop: Stop


@contextmanager
def moved_in() -> Iterator[House]:
    """In the app's context, which a forked child inherits."""
    settings = replace(read_settings(os.environ), pool_size=POOL, lock_seconds=0)
    stop = Stop()
    app = create_app(settings)
    house = app.extensions[HOUSE] = House(settings, partners_of(settings), stop)
    with app.app_context():
        yield house
