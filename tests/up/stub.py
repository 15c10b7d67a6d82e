"""A process of the Procfile that only tells what happens to it: `python stub.py NAME`."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from urllib.parse import unquote

NAME = sys.argv[1]


def tell(*words: object) -> None:
    line = " ".join(map(str, (NAME, *words))) + "\n"
    with Path(os.environ["JOURNAL"]).open("a", encoding="utf-8") as journal:
        journal.write(line)


def redis_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        path, _, _ = os.environ["REDIS_URL"].removeprefix("unix://").partition("?")
        connection.connect(unquote(path))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")


def stop(_number: int, _frame: FrameType | None) -> None:
    """A worker has something to finish, and needs the servers for it."""
    tell("asked")
    if NAME == "worker":
        time.sleep(0.3)
        tell("finished", redis_answers())
    os._exit(0)


def serve() -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    http.server.ThreadingHTTPServer.allow_reuse_address = True
    server = http.server.ThreadingHTTPServer((os.environ["GUANJIA_BIND"], int(os.environ["PORT"])), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN if NAME == "deaf" else stop)
    if NAME == "web":
        serve()
    if NAME == "forker":
        tell("child", subprocess.Popen(["sleep", "600"]).pid)
    tell("started", os.getpid())
    while True:
        signal.pause()
