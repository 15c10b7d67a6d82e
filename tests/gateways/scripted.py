"""A partner that misbehaves as told: one function gets the raw connection of each request."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

Script = Callable[[socket.socket], None]


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """Yields the address; `script` runs after the whole request was read."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = Thread(target=_serve, args=(listener, script), daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            serving.join()


def answers(status: int, body: bytes = b"{}", *, headers: str = "") -> Script:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def cuts(connection: socket.socket) -> None:
    """Took the request, then died."""


def stays_silent(connection: socket.socket) -> None:
    connection.recv(1)  # returns when the other side gives up


def drips(connection: socket.socket) -> None:
    """A header that never ends, a byte at a time, each well within the read time-out."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"x")
        Event().wait(0.02)


def never_stops(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        connection.sendall(b"[" * 8192)


def _serve(listener: socket.socket, script: Script) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                _read_request(connection)
                script(connection)


def _read_request(connection: socket.socket) -> None:
    stream = connection.makefile("rb")
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)
