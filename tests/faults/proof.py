"""What holds after the storm: every refund ended, was paid once, within its deposit; the books agree."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from tests.faults.caller import until
from tests.faults.refunds import DEPOSIT_FEN, Run
from tests.faults.site import Site

PATIENCE = 120.0


def all_is_well(site: Site, run: Run, jobs: Sequence[Future[None]]) -> None:
    began = time.monotonic()
    for job in jobs:
        job.result()
    print(f"{time.monotonic() - began:6.1f} s more until all were closed")
    assert run.caller.told.faults == []
    until(lambda: unfinished(site) == [], "no effect is unfinished", seconds=PATIENCE)
    print(f"{time.monotonic() - began:6.1f} s more until nothing was left to do; {run.caller.told.statuses}")
    paid_once_each(site, run)
    moved_once_each(site, run)
    verified(site)


def unfinished(site: Site) -> list[dict[str, Any]]:
    return site.rows(UNFINISHED)


# Whoever is to ask the gateway once more finds later that there is nothing to ask.
UNFINISHED = """
SELECT effect_key, status, attempts, last_error FROM outbox
 WHERE status <> 'done' AND NOT (kind = 'ask_gateway' AND status = 'ready')
"""


def payments(site: Site) -> list[dict[str, Any]]:
    """What the gateway itself wrote down of money that left."""
    lines = (site.data / "sandbox" / "payments.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["event"] == "paid"]


def paid_once_each(site: Site, run: Run) -> None:
    ours = {ticket["details"]["refund_no"]: ticket["details"] for ticket in run.tickets}
    paid = [row for row in payments(site) if row["refund_no"] in ours]
    assert Counter(row["refund_no"] for row in paid) == Counter(list(ours))
    sums: dict[str, int] = defaultdict(int)
    for row in paid:
        assert row["amount_fen"] == ours[row["refund_no"]]["amount_fen"]
        sums[ours[row["refund_no"]]["deposit"]] += row["amount_fen"]
    assert max(sums.values()) <= DEPOSIT_FEN
    assert max(Counter(row["refund_no"] for row in payments(site)).values()) == 1


def moved_once_each(site: Site, run: Run) -> None:
    """Every acknowledged move is there, once, whoever was killed between the commit and the answer."""
    ids = [ticket["id"] for ticket in run.tickets]
    rows = site.rows(
        "SELECT ticket_id::text AS id, array_agg(trigger ORDER BY seq) AS triggers, max(dest) AS dest"
        "  FROM event WHERE ticket_id = ANY(%s::uuid[]) GROUP BY ticket_id",
        ids,
    )
    whole = ["create", "submit", "approve", "pay", "callback_ok", "close"]
    assert {row["id"]: row["triggers"] for row in rows} == dict.fromkeys(ids, whole)
    opened = site.one("SELECT count(*) AS n FROM ticket WHERE subject = '退保证金'")["n"]
    assert opened == len(ids), "a slip was opened that nobody was told of"


def verified(site: Site) -> None:
    done = site.operate("verify")
    assert done.returncode == 0, done.stdout + done.stderr
