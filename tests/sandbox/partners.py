"""The real sandbox process and somebody who hears its callbacks."""

import json
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from service.gateways.payment import PaymentGateway, RefundOrder
from service.gateways.signature import verify

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "GUANJIA_PAYMENT_SECRET": "whsec_cGF5bWVudC1zZWNyZXQtcGF5bWVudC1zZWNyZXQ=",
    "GUANJIA_SMS_SECRET": "whsec_c21zLXNlY3JldC1zbXMtc2VjcmV0LXNtcy1zZWM=",
}
PAYEE = {"name": "张伟", "bank": "中国工商银行", "account": "6222021234567890"}
NUMBER = "RF-GZ01-20261122-0001-1-k7f3"
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Callback:
    """One as it came, its signature checked."""

    webhook_id: str
    type: str
    facts: dict[str, Any]
    raw: bytes


@dataclass(slots=True)
class Listener:
    """Answers each callback with the next of `answers`, then with 202."""

    url: str = ""
    heard: queue.Queue[Callback] = field(default_factory=queue.Queue)
    answers: list[int] = field(default_factory=list)

    def next(self) -> Callback:
        return self.heard.get(timeout=PATIENCE)


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            secret = SECRETS["GUANJIA_SMS_SECRET" if self.path.endswith("/sms") else "GUANJIA_PAYMENT_SECRET"]
            verify(secret, dict(self.headers), raw)
            body = json.loads(raw)
            assert set(body) == {"type", "timestamp", "data"}
            status = listener.answers.pop(0) if listener.answers else 202
            self.send_response(status)
            self.end_headers()
            listener.heard.put(Callback(self.headers["webhook-id"], body["type"], body["data"], raw))

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Hears) as server:
        listener.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield listener
        server.shutdown()


@dataclass(slots=True)
class Sandbox:
    """One process; `rows` reads its file as a checker would."""

    process: subprocess.Popen[str]
    url: str
    folder: Path
    listener: Listener

    @property
    def gateway(self) -> PaymentGateway:
        return PaymentGateway(self.url, f"{self.listener.url}/api/v1/callbacks/payment")

    def send(self, refund_no: str = NUMBER, *, amount_fen: int = 200_000) -> str:
        return self.gateway.send_refund(RefundOrder(refund_no, amount_fen, PAYEE)).kind

    def ask(self, refund_no: str = NUMBER) -> str:
        return self.gateway.ask_refund(refund_no).kind

    def rows(self, event: str, *, name: str = "payments.jsonl") -> list[dict[str, Any]]:
        lines = (self.folder / "sandbox" / name).read_bytes().split(b"\n")[:-1]
        return [row for row in map(json.loads, lines) if row["event"] == event]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def sandbox(folder: Path, listener: Listener, **settings: str) -> Iterator[Sandbox]:
    process = start(folder, GUANJIA_PUBLIC_URL=listener.url, **settings)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("sandbox: http://"), line
        yield Sandbox(process, line.split()[1], folder, listener)
    finally:
        process.kill()
        process.communicate()


def start(folder: Path, **settings: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GUANJIA_")}
    own = {"GUANJIA_DATA": str(folder), "GUANJIA_SANDBOX_PORT": "0", **SECRETS, **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "service.sandbox"],
        cwd=ROOT,
        env=inherited | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(condition: Any) -> None:
    pause = Event()
    for _ in range(int(PATIENCE / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come true in time")
