"""A whole service of its own: `guanjia up` with its Procfile, on a database and a Redis lent to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from service.embedded.process import Ending, end_child, wait_until
from service.up.secrets import read_secrets
from tests.flows.client import House
from tests.flows.clock import Clock
from tests.servers import OPERATOR
from tests.up.running import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 150
ENDINGS = (Ending(signal.SIGINT, 20), Ending(signal.SIGKILL, 5))


@dataclass(frozen=True, slots=True)
class Stack:
    base: str
    database_url: str
    data: Path

    def house(self) -> House:
        secret = read_secrets(self.data / "secrets.env").get("GUANJIA_PAYMENT_SECRET", "")
        return House(self.base, clock=Clock(self.database_url), secret=secret)


@contextmanager
def running_stack(folder: Path, *, database_url: str, redis_url: str) -> Iterator[Stack]:
    stack = Stack(f"http://127.0.0.1:{free_port()}", database_url, folder / "var")
    output = folder / "output"
    with output.open("wb") as written:
        child = subprocess.Popen(
            [sys.executable, "-c", OPERATOR, "up"],
            env=_environment(stack, redis_url),
            stdout=written,
            stderr=written,
            cwd=ROOT,
        )
    try:
        if (
            not wait_until(lambda: _answers(stack) or child.poll() is not None, seconds=PATIENCE, pause=0.2)
            or child.poll()
        ):
            raise RuntimeError(f"the service does not start:\n{output.read_text(encoding='utf-8')}")
        yield stack
    finally:
        end_child(child, ENDINGS)


def _environment(stack: Stack, redis_url: str) -> dict[str, str]:
    """Nothing of the machine's own settings; the sandbox waits for its knobs."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GUANJIA_")}
    return {
        **own,
        "DATABASE_URL": stack.database_url,
        "REDIS_URL": redis_url,
        "PORT": stack.base.rpartition(":")[2],
        "GUANJIA_DATA": str(stack.data),
        "GUANJIA_SANDBOX_PORT": str(free_port()),
        "GUANJIA_SANDBOX_MODE": "manual",
        "GUANJIA_WEB_WORKERS": "1",
    }


def _answers(stack: Stack) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{stack.base}/readyz", timeout=2).status_code == 200
    return False
