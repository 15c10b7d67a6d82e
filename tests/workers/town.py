"""A demo house and what stands around it: web and sandbox as processes, workers to be started or killed."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from service import failpoints
from service.app import create_app
from service.db import db
from service.embedded.process import dying_with_parent, wait_until
from service.settings import Settings
from service.transaction import statements
from service.usecases.effects.shape import partners_of
from tests.demo_house import PAYEE
from tests.demo_house import House as People
from tests.keys import MASTER_KEY
from tests.sandbox.partners import SECRETS, Listener, Sandbox, sandbox
from workers.claim import claim
from workers.deliver import run_batch
from workers.house import HOUSE, House, Stop
from workers.outbox import Ended, Owned, finish
from workers.sweeper import sweep

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
GRANIAN = "granian --interface wsgi --factory --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 2"


@dataclass(slots=True)
class Town:
    """`house` is that of this process; `environ` what every other one is started with."""

    app: Flask
    people: People
    house: House
    environ: Mapping[str, str]
    sandbox: Sandbox
    children: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    forks: list[int] = field(default_factory=list)

    def start(self, *words: str, **environ: str) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**self.environ, **environ},
            stderr=sys.stderr,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )
        self.children.append(child)
        return child

    def stop(self, child: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> int:
        child.send_signal(number)
        self.children.remove(child)
        return child.wait(PATIENCE)

    def stop_all(self, *, but: int = 0) -> None:
        for fork in list(self.forks):
            self.kill(fork)
        for child in self.children[but:]:
            # The whole group: a web server that is killed leaves its own worker behind.
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(PATIENCE)
        del self.children[but:]

    def fork(self, does: Callable[[], object]) -> int:
        """A process that goes on until it is killed, without the seconds an interpreter takes to begin."""
        child = os.fork()
        if child == 0:
            db.engine.dispose(close=False)
            try:
                does()
            finally:
                os._exit(0)
        self.forks.append(child)
        return child

    def kill(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.forks.remove(child)

    def drain(self) -> int:
        """What relay and worker do, in this process, until nothing is due."""
        return sum(iter(self.drain_once, 0))

    def drain_once(self) -> int:
        with statements() as sql:
            claimed = claim(sql, queued_seconds=self.house.settings.queued_seconds)
        batches = [batch for each in claimed for batch in each.batches]
        for batch in batches:
            run_batch(str(batch))
        return len(batches)

    def claimed(self, kind: str) -> str:
        """The batch in which the only row of that kind travels."""
        with statements() as sql:
            claim(sql, queued_seconds=45)
            row = sql.one("SELECT batch FROM outbox WHERE kind = %s AND status = 'queued'", [kind])
        assert row is not None
        return str(row["batch"])

    def wakes_up(self, rows: list[Owned]) -> int:
        """What somebody can write down who slept past the lease."""
        with statements() as sql:
            return finish(sql, [Ended(row, "late") for row in rows])

    def paying(self, amount_fen: int = 100_000) -> dict[str, Any]:
        """A refund whose payment has just been asked for."""
        # An account of its own: slips of one payee on one day count together.
        payee = {**PAYEE, "account": f"62{secrets.randbelow(10**14):014}"}
        details = {"amount_fen": amount_fen, "payee": payee, "reason": "退房"}
        opened = self.people["clerk"].open("refund", details | {"deposit": self.people.deposit(amount_fen)})
        ticket = self.people["clerk"].fire(opened, "submit")
        ticket = self.people["supervisor"].fire(ticket, "approve")
        return self.people["finance"].fire(ticket, "pay")

    def ticket(self, ticket: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.people["clerk"].get(f"/tickets/{ticket['id']}").get_json()
        return found

    def state(self, ticket: Mapping[str, Any]) -> str:
        return str(self.ticket(ticket)["state"])

    def press(self, refund_no: str, knob: str) -> None:
        answer = requests.post(f"{self.sandbox.url}/sandbox/payments/{refund_no}/{knob}", timeout=10)
        assert answer.status_code == 202, answer.text

    def wait(self, condition: Callable[[], bool]) -> None:
        assert wait_until(condition, seconds=PATIENCE), "it did not come true in time"

    def rows(self, statement: Any, *parameters: Any) -> list[dict[str, Any]]:
        with statements() as sql:
            return sql.all(statement, list(parameters))

    def one(self, statement: Any, *parameters: Any) -> dict[str, Any]:
        return self.rows(statement, *parameters)[0]

    def unfinished(self) -> int:
        """Effects that are due and not done."""
        counted = "SELECT count(*) AS n FROM outbox WHERE status <> 'done' AND due_at <= guanjia_now()"
        return int(self.one(counted)["n"])

    def lapse(self) -> None:
        """As if every lease had passed."""
        passed = "UPDATE outbox SET lease_until = guanjia_now() - interval '1 s'"
        self.rows(f"{passed} WHERE status IN ('queued', 'running') RETURNING 1")

    def sweep(self) -> None:
        sweep(self.house.settings)

    def new_word(self) -> str:
        return secrets.token_hex(8)

    def due_now(self) -> None:
        """As if the time of everything that waits had come."""
        waiting = "status = 'ready' AND due_at < '2999-01-01'"
        self.rows(f"UPDATE outbox SET due_at = guanjia_now() WHERE {waiting} RETURNING 1")


def dies_at(name: str, does: Callable[[], object]) -> bool:
    """Runs it in a real process of its own that kills itself there; whether it came to that."""
    child = os.fork()
    if child == 0:
        failpoints.NAME, failpoints.WAY = name, "kill"
        db.engine.dispose(close=False)
        try:
            does()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def town(database_url: str, redis_url: str, folder: Path, **sandbox_settings: str) -> Iterator[Town]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with sandbox(folder, Listener(url=address), **sandbox_settings) as partner:
        settings = Settings(
            env="test",
            database_url=database_url,
            redis_url=redis_url,
            rate_limit="0 per second",
            payment_url=partner.url,
            sms_url=partner.url,
            payment_secret=SECRETS["GUANJIA_PAYMENT_SECRET"],
            sms_secret=SECRETS["GUANJIA_SMS_SECRET"],
            public_url=address,
            master_key=MASTER_KEY,
        )
        app = create_app(settings)
        house = app.extensions[HOUSE] = House(settings, partners_of(settings), Stop())
        made = Town(app, People(app), house, _environ(settings), partner)
        try:
            _serve(made, port, address)
            yield made
        finally:
            made.stop_all()
            with app.app_context():
                db.engine.dispose()


def _serve(made: Town, port: int, address: str) -> None:
    made.start(*GRANIAN.format(port=port).split(), "--no-log", "service.app:create_app")
    made.wait(lambda: _answers(f"{address}/healthz"))


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _environ(settings: Settings) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GUANJIA_")}
    return {
        **inherited,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "GUANJIA_ENV": "test",
        "GUANJIA_MASTER_KEY": settings.master_key,
        "GUANJIA_PAYMENT_URL": settings.payment_url,
        "GUANJIA_SMS_URL": settings.sms_url,
        "GUANJIA_PUBLIC_URL": settings.public_url,
        "GUANJIA_RATE_LIMIT": settings.rate_limit,
        "GUANJIA_LEASE_SECONDS": "3",
        **SECRETS,
    }
