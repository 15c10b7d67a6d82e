"""A gateway whose callback is faster than its answer to our own call."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import requests

from service.gateways.payment import PaymentGateway
from service.usecases.effects.shape import Partners
from tests.workers.test_refund_callbacks import incidents, triggers
from tests.workers.town import PATIENCE, Town
from workers.deliver import run_batch
from workers.house import HOUSE


@dataclass(slots=True)
class Slow:
    """Hands each order on to the sandbox, and keeps the answer back until it is released."""

    url: str = ""
    received: Event = field(default_factory=Event)
    released: Event = field(default_factory=Event)


@contextmanager
def slow_gateway(sandbox_url: str) -> Iterator[Slow]:
    slow = Slow()

    class HandsOn(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key = {"Idempotency-Key": self.headers["Idempotency-Key"]}
            reply = requests.post(f"{sandbox_url}{self.path}", data=body, headers=key, timeout=10)
            slow.received.set()
            slow.released.wait(PATIENCE)
            self.send_response(reply.status_code)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, format: str, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), HandsOn)
    slow.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield slow
    finally:
        slow.released.set()
        server.shutdown()
        server.server_close()


def begin_paying(here: Town, gateway_url: str) -> None:
    """In another process, which waits for the answer."""
    batch = here.claimed("pay_refund")
    payment = PaymentGateway(gateway_url, here.house.settings.callback_url)
    house = replace(here.house, partners=Partners(payment, here.house.partners.sms))

    def work() -> None:
        here.app.extensions[HOUSE] = house
        run_batch(batch)

    here.fork(work)


def test_a_callback_before_our_own_answer_counts_once(here: Town) -> None:
    ticket = here.paying()
    number = ticket["details"]["refund_no"]
    with slow_gateway(here.sandbox.url) as gateway:
        begin_paying(here, gateway.url)
        assert gateway.received.wait(PATIENCE)
        here.press(number, "succeed")
        here.wait(lambda: bool(here.drain_once()) or here.state(ticket) == "paid")
        here.wait(lambda: here.state(ticket) == "paid")
        gateway.released.set()
        done = "SELECT status FROM outbox WHERE kind = 'pay_refund' AND ticket_id = %s"
        here.wait(lambda: here.one(done, ticket["id"])["status"] == "done")
    assert triggers(here, ticket) == ["callback_ok"] and incidents(here, ticket) == []
    assert here.one("SELECT status FROM instruction WHERE refund_no = %s", number)["status"] == "succeeded"
    assert len([row for row in here.sandbox.rows("paid") if row["refund_no"] == number]) == 1
