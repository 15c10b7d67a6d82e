"""What relay, workers, clock and gateway do behind an office, on call; and time, which moves on request."""

import json
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from service.gateways.signature import sign
from service.transaction import Row, statements
from tests.races.racing import race
from tests.stage import Stage
from workers.claim import claim
from workers.deliver import run_batch
from workers.house import HOUSE, House
from workers.timers import tick


@dataclass(slots=True)
class Background(Stage):
    """An office whose effects are done when a scenario says so, and whose clock goes by leaps."""

    def at(self, **span: float) -> str:
        """The moment so long after now, as a form says it."""
        with statements() as sql:
            row = sql.one("SELECT guanjia_now() AS now", [])
        assert row is not None
        return str((row["now"] + timedelta(**span)).isoformat())

    @property
    def house(self) -> House:
        house: House = self.app.extensions[HOUSE]
        return house

    def drain(self) -> int:
        """Every effect that is due, and those that follow from it."""
        return sum(iter(self._drain_once, 0))

    def _drain_once(self) -> int:
        with statements() as sql:
            claimed = claim(sql, queued_seconds=self.house.settings.queued_seconds)
        batches = [batch for each in claimed for batch in each.batches]
        for batch in batches:
            run_batch(str(batch))
        return len(batches)

    def later(self, **span: float) -> None:
        """So much later by the one row that all read the time from; timers fire, effects are done."""
        self.later_without_clock(**span)
        self.background()

    def later_without_clock(self, **span: float) -> None:
        with statements() as sql:
            sql.execute(AHEAD, [timedelta(**span)])

    def background(self) -> None:
        while tick(self.house) + self.drain():
            pass

    def gateway_says(self, kind: str, ticket: Row, **other: Any) -> TestResponse:
        """A signed callback about the payment of this ticket, as the gateway sends it."""
        details = self.read(ticket)["details"]
        said = {"refund_no": details["refund_no"], "amount_fen": details["payable_fen"]}
        return self.callback(kind, **said | {"provider_ref": self._reference(said["refund_no"])} | other)

    def callback(self, kind: str, webhook_id: str = "", **said: Any) -> TestResponse:
        raw = json.dumps({"type": kind, "timestamp": "2026-11-22T10:00:00+08:00", "data": said}).encode()
        named = webhook_id or f"msg_{secrets.token_hex(8)}"
        headers = sign(self.house.settings.payment_secret, webhook_id=named, raw=raw)
        return self.client.post(
            "/api/v1/callbacks/payment", data=raw, headers=headers | {"Content-Type": "application/json"}
        )

    def _reference(self, refund_no: str) -> str:
        """What the gateway answered when it took the order; any word while it was not asked."""
        with statements() as sql:
            row = sql.one("SELECT provider_ref FROM instruction WHERE refund_no = %s", [refund_no])
        return str(row["provider_ref"] if row and row["provider_ref"] else "P-1")

    def orders(self, ticket: Row) -> list[Row]:
        """What the bank was asked for this ticket, as the bank's own file has it."""
        rows = self.app.extensions["partner"].rows("received")
        return [row for row in rows if row["refund_no"].startswith(ticket["number"])]

    def at_once(self, *calls: Callable[[], Any]) -> list[Any]:
        """All in one instant, each on a connection of its own; people are made before."""
        with ThreadPoolExecutor(len(calls)) as pool:
            return race(pool, calls)


AHEAD = """
INSERT INTO clock_offset (by) VALUES (%s)
ON CONFLICT (single) DO UPDATE SET by = clock_offset.by + excluded.by
"""
