"""How often one caller may ask: counted in this process, so that no request ever waits for Redis."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response, g, request

from service.errors import TooMany

BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_-]{43})", re.ASCII)
LOG_IN, CALLBACKS = "/api/v1/tokens", "/api/v1/callbacks/"
UNITS = {"second": 1, "minute": 60, "hour": 3600}
WRITTEN = re.compile(r"\s*(\d{1,9})\s*(?:/|per)\s*(\d{1,6})?\s*(second|minute|hour)s?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quota:
    most: int
    window: int

    @property
    def policy(self) -> str:
        return f'"default";q={self.most};w={self.window}'


def read_quota(written: str, *, workers: int = 1) -> Quota | None:
    """`1200 per 10 seconds`, divided by the workers that count apart; None when switched off with 0."""
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(f"GUANJIA_RATE_LIMIT has no usable value: {written!r}")
    most, count, unit = int(found[1]), int(found[2] or 1), UNITS[found[3]]
    window = count * unit
    return Quota(max(1, most // max(1, workers)), window) if most and window else None


@dataclass(slots=True)
class Counter:
    """Fixed windows; the counts of a window are dropped together, so memory is bounded by one window."""

    quota: Quota
    clock: Callable[[], float] = time.monotonic
    _window: int = -1
    _counts: dict[str, int] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def count(self, who: str) -> tuple[int, int]:
        """What is left after this request (negative: too many), and the seconds until the next window."""
        now = self.clock()
        window = int(now // self.quota.window)
        with self._turn:
            if window != self._window:
                self._window, self._counts = window, {}
            used = self._counts[who] = self._counts.get(who, 0) + 1
        return self.quota.most - used, int((window + 1) * self.quota.window - now) + 1


def count_this(counter: Counter) -> None:
    """429 when this caller's window is used up."""
    g.counter = counter
    _count(counter, _token() or _address())


def count_stranger() -> None:
    """A token that nobody has counts for its address, so that no window is had by making one up."""
    counter: Counter | None = g.get("counter")
    if counter is not None and _token():
        _count(counter, _address())


def tell_rate(response: Response) -> None:
    rate = g.get("rate")
    if rate is not None:
        quota, left, wait = rate
        response.headers["RateLimit-Policy"] = quota.policy
        response.headers["RateLimit"] = f'"default";r={left};t={wait}'


def _count(counter: Counter, who: str) -> None:
    left, wait = counter.count(who)
    g.rate = (counter.quota, max(left, 0), wait)
    if left < 0:
        raise TooMany(headers={"Retry-After": str(wait)})


def _token() -> str | None:
    """A whole office may stand behind one address. Doors that are open to everybody look at no token."""
    if request.path == LOG_IN or request.path.startswith(CALLBACKS):
        return None
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    return found and found[1]


def _address() -> str:
    return request.remote_addr or "-"
