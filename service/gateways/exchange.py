"""One HTTP exchange with a gateway, bounded in time and size: a sick partner costs seconds, never a worker.

The standard library's client, because the total time must be enforced too: `requests` bounds each read only.
Never redirected, never retried, no proxy taken from the environment, and nothing of it is logged.
"""

import json
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds; the total stays below an RQ job's time-out of 30."""

    connect: float = 3.0
    read: float = 10.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `body` is None when it is no JSON object."""

    status: int
    body: Mapping[str, Any] | None


class ExchangeLost(Exception):
    """No usable answer came: the partner may or may not have acted. The message is one word for the log."""


def exchange(
    method: str,
    url: str,
    *,
    timeouts: Timeouts,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Sends once and reads the whole answer, or raises ExchangeLost."""
    parts = urlsplit(url)
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    with _open(parts, timeouts) as connection:
        connection.request(method, _target(parts), body=sent, headers=_headers(headers))
        answer = connection.getresponse()
        raw = answer.read(LARGEST_ANSWER + 1)
    if len(raw) > LARGEST_ANSWER:
        raise ExchangeLost("too_large")
    return Reply(answer.status, _json_object(raw))


@contextmanager
def _open(parts: SplitResult, timeouts: Timeouts) -> Iterator[HTTPConnection]:
    deadline = time.monotonic() + timeouts.total
    connection = _connection(parts, timeouts.connect)
    late = Event()
    try:
        _connect(connection)
        connection.sock.settimeout(timeouts.read)
        with _cut_off(connection.sock, deadline, late):
            yield connection
    except TimeoutError as error:
        raise ExchangeLost("timeout") from error
    except (OSError, HTTPException) as error:
        raise ExchangeLost("timeout" if late.is_set() else "lost") from error
    finally:
        connection.close()
    if late.is_set():
        raise ExchangeLost("timeout")


def _connect(connection: HTTPConnection) -> None:
    """Told apart from everything later: who was never reached has surely not acted."""
    try:
        connection.connect()
    except OSError as error:
        raise ExchangeLost("unreached") from error


@contextmanager
def _cut_off(sock: socket.socket, deadline: float, late: Event) -> Iterator[None]:
    """Shuts the socket at the deadline: a partner that drips one byte a second resets every read time-out."""

    def cut() -> None:
        late.set()
        try:
            # Past the TLS layer, whose own shutdown is not made for a second thread.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            return  # it was closed in the same moment

    watchdog = Timer(max(deadline - time.monotonic(), 0.001), cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _connection(parts: SplitResult, timeout: float) -> HTTPConnection:
    if not parts.hostname:
        raise ValueError("the gateway's address names no host")
    if parts.scheme == "https":
        return HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=_trusted())
    if parts.scheme == "http":
        return HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    raise ValueError("the gateway's address must begin with http:// or https://")


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _target(parts: SplitResult) -> str:
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _headers(more: Mapping[str, str] | None) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "User-Agent": "guanjia",
        "Connection": "close",
        **(more or {}),
    }


def _json_object(raw: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
