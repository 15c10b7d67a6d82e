"""What does not die but stands still: Redis for a minute, a worker for longer than its lease."""

import os
import signal
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest

from service.embedded.process import is_alive, wait_until
from tests.faults.caller import Caller, Told, until
from tests.faults.proof import all_is_well, payments
from tests.faults.refunds import FIRST_FEN, PEOPLE, Run, drive, fire, new_deposit, slip
from tests.faults.site import Site, parent_of, running_site
from tests.flows.client import Json

pytestmark = [pytest.mark.stress, pytest.mark.xdist_group("faults")]
MINUTE = 60.0
PATIENCE = 120.0


def p99(told: Told) -> float:
    return quantiles(told.seconds, n=100)[-1] * 1000


def test_a_minute_without_redis_costs_no_request_and_no_refund(tmp_path: Path) -> None:
    """It accepts and never answers; after half a minute the relay does the work itself."""
    with running_site(tmp_path) as site:
        run = Run(Caller(site.base))
        run.caller.log_in(*PEOPLE)
        all_is_well(site, run, drive(run, deposits=8))
        before, run.caller.told = run.caller.told, Told()
        site.signal("Redis", signal.SIGSTOP)
        began = time.monotonic()
        all_is_well(site, run, drive(run, deposits=12))
        alone = time.monotonic() - began
        assert wait_until(lambda: time.monotonic() - began > MINUTE, seconds=MINUTE + 5)
        assert set(run.caller.told.statuses) <= {"200", "201", "422", "replayed"}
        print(f"24 refunds in {alone:.0f} s; p99 {p99(before):.0f} → {p99(run.caller.told):.0f} ms")
        site.signal("Redis", signal.SIGCONT)
        assert wait_until(lambda: "redis_back" in site.output, seconds=PATIENCE)
        all_is_well(site, run, drive(run, deposits=4))


def test_a_worker_that_slept_past_its_lease_does_nothing_twice(tmp_path: Path) -> None:
    """It slept with the order sent and the answer unread; another has done its work when it wakes."""
    with running_site(tmp_path, GUANJIA_LEASE_SECONDS="3", GUANJIA_QUEUED_SECONDS="10") as site:
        caller = Caller(site.base)
        caller.log_in(*PEOPLE)
        ticket = approved(caller)
        with site.another("workers.worker", "--queue", "slow"):
            site.signal("sandbox", signal.SIGSTOP)
            ticket = fire(caller, "finance", ticket, "pay")
            sleepers = put_to_sleep(site, ticket)
            site.signal("sandbox", signal.SIGCONT)
            until(lambda: effect(site, ticket)["status"] == "done", "another does it", seconds=PATIENCE)
            for pid in sleepers:
                os.kill(pid, signal.SIGCONT)
            assert wait_until(lambda: not is_alive(sleepers[0]), seconds=PATIENCE)
            all_is_well(site, Run(caller, tickets=[ticket]), [])
        assert len([row for row in payments(site) if row["refund_no"] == ticket["details"]["refund_no"]]) == 1
        assert site.one(WRITTEN, ticket["id"])["n"] == 1


def approved(caller: Caller) -> Json:
    ticket = caller.post("clerk", "/tickets", slip(*new_deposit(caller), FIRST_FEN))
    return fire(caller, "supervisor", fire(caller, "clerk", ticket, "submit"), "approve")


def put_to_sleep(site: Site, ticket: Json) -> tuple[int, int]:
    """Whoever has the effect in hand, and its parent: the owner's name tells the pid."""
    until(lambda: sent(site, ticket), "the order is on its way", seconds=PATIENCE)
    child = int(effect(site, ticket)["owner"].split(":")[1])
    sleepers = (child, parent_of(child))
    for pid in sleepers:
        os.kill(pid, signal.SIGSTOP)
    return sleepers


def sent(site: Site, ticket: Json) -> bool:
    instruction = site.one("SELECT status FROM instruction WHERE ticket_id = %s", ticket["id"])
    return bool(instruction["status"] == "sent" and effect(site, ticket)["status"] == "running")


def effect(site: Site, ticket: Json) -> dict[str, Any]:
    found = "SELECT status, owner FROM outbox WHERE kind = 'pay_refund' AND ticket_id = %s"
    return site.one(found, ticket["id"])


WRITTEN = """
SELECT count(*) AS n FROM ledger l JOIN outbox o ON o.id = l.outbox_id
 WHERE o.kind = 'pay_refund' AND o.ticket_id = %s
"""
