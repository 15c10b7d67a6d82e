"""What is asked under load: moves to and fro, openings, the queue page."""

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from tests.bench.data import ROOMS, token_of
from tests.bench.load import header, request

ASK = orjson.dumps({"question": "请问漏水发生在哪个房间？方便的话请拍照。"})
TELL = orjson.dumps({"text": "业主回电：主卧天花板，今天下午在家。", "said_by": "phone"})


@dataclass(slots=True)
class Target:
    """A complaint under investigation: its assignee asks the customer, notes the answer, and asks again."""

    ticket: str
    token: str
    version: int
    waiting: bool = False

    def call(self, key: str) -> bytes:
        trigger, body = ("info_received", TELL) if self.waiting else ("need_info", ASK)
        more = f'If-Match: "v{self.version}"\r\nIdempotency-Key: {key}\r\n'
        path = f"/api/v1/tickets/{self.ticket}/triggers/{trigger}"
        return request("POST", path, self.token, body=body, more=more)


@dataclass(slots=True)
class Mover:
    """Goes round its own tickets, so that nobody else's move makes one stale."""

    targets: Sequence[Target]
    turn: int = 0

    def next_call(self) -> bytes:
        return self.targets[self.turn % len(self.targets)].call(secrets.token_hex(16))

    def answered(self, status: int, head: bytes) -> None:
        target = self.targets[self.turn % len(self.targets)]
        if status == 200:
            target.version = int(header(head, b"etag")[2:-1])
            target.waiting = not target.waiting
        self.turn += 1


SERIAL = itertools.count(1)


@dataclass(slots=True)
class Opener:
    """A clerk at the telephone."""

    office: int
    clerk: int
    serial: "itertools.count[int]" = field(default_factory=lambda: SERIAL)

    def next_call(self) -> bytes:
        room = 1 + next(self.serial) % ROOMS
        code = f"A-1-{room:04d}"
        body = {
            "workflow": "complaint",
            "office": f"GZ{self.office:02d}",
            "subject": "电梯异响，运行中有摩擦声",
            "description": "业主来电反映，已登记。",
            "room": code,
            "customer": code,
            "details": {
                "category": "公共设施",
                "severity": "normal",
                "channel": "phone",
                "text": "业主来电反映电梯运行时有异常响声。",
            },
        }
        more = f"Idempotency-Key: {secrets.token_hex(16)}\r\n"
        token = token_of(f"clerk-gz{self.office:02d}-{self.clerk}")
        return request("POST", "/api/v1/tickets", token, body=orjson.dumps(body), more=more)

    def answered(self, status: int, head: bytes) -> None:
        """An opening leads to nothing here."""


@dataclass(slots=True)
class Reader:
    """Somebody who looks at one page again and again."""

    path: str
    token: str

    def next_call(self) -> bytes:
        return request("GET", self.path, self.token)

    def answered(self, status: int, head: bytes) -> None:
        """A page leads to nothing here."""
