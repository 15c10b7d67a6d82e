"""A small load generator: some connections kept alive, one request in flight on each, a bounded time."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

PATIENCE = 30.0


class Caller(Protocol):
    """What one connection asks, one call after the other."""

    def next_call(self) -> bytes: ...
    def answered(self, status: int, head: bytes) -> None: ...


@dataclass(slots=True)
class Load:
    """What came of it. `statuses` counts every answer, so that a refusal is never taken for speed."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def good(self) -> int:
        return sum(count for status, count in self.statuses.items() if status < 300)

    @property
    def rate(self) -> float:
        return self.good / self.seconds

    @property
    def bad(self) -> dict[int, int]:
        return {status: count for status, count in self.statuses.items() if status >= 300}

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0


@dataclass(slots=True)
class Line:
    """One connection and what has come over it of the present answer."""

    plug: socket.socket
    caller: Caller
    sent_at: float = 0.0
    got: bytes = b""

    def ask(self) -> None:
        self.got, self.sent_at = b"", time.perf_counter()
        self.plug.sendall(self.caller.next_call())

    def take(self) -> tuple[int, bytes] | None:
        """Status and head once the whole answer is there. Raises OSError when the server hangs up."""
        some = self.plug.recv(1 << 18)
        if not some:
            raise ConnectionResetError("the server hung up")
        self.got += some
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.got[:end]
        if len(self.got) < end + 4 + length_of(head):
            return None
        return int(head[9:12]), head


def header(head: bytes, name: bytes) -> bytes:
    """Of a head with names in any case; empty where there is none."""
    start = head.lower().find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end > 0 else len(head)].strip()


def length_of(head: bytes) -> int:
    return int(header(head, b"content-length") or 0)


def drive(port: int, callers: Sequence[Caller], *, seconds: float) -> Load:
    """Every answer that was asked for is waited for; the clock stops with the last."""
    load, waiting = Load(), selectors.DefaultSelector()
    lines = [Line(socket.create_connection(("127.0.0.1", port)), caller) for caller in callers]
    begun = time.perf_counter()
    for line in lines:
        line.plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(line.plug, selectors.EVENT_READ, line)
        line.ask()
    end, open_lines = begun + seconds, len(lines)
    while open_lines:
        ready = waiting.select(PATIENCE)
        if not ready:
            raise TimeoutError("no answer for half a minute")
        for key, _ in ready:
            if _took(key.data, load) and not _go_on(key.data, waiting, end):
                open_lines -= 1
    load.seconds = time.perf_counter() - begun
    return load


def _took(line: Line, load: Load) -> bool:
    found = line.take()
    if found is None:
        return False
    load.latencies.append(time.perf_counter() - line.sent_at)
    load.statuses[found[0]] += 1
    line.caller.answered(*found)
    return True


def _go_on(line: Line, waiting: selectors.BaseSelector, end: float) -> bool:
    if time.perf_counter() < end:
        line.ask()
        return True
    waiting.unregister(line.plug)
    line.plug.close()
    return False


def request(method: str, path: str, token: str, *, body: bytes = b"", more: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n{more}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body
