"""Refunds as clerks drive them: two slips out of each deposit, and a third that would take too much."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from secrets import randbelow, token_hex
from threading import Semaphore

from service.embedded.process import wait_until
from tests.faults.caller import Caller, until
from tests.flows.client import OFFICE, Json

DEPOSIT_FEN, FIRST_FEN, SECOND_FEN = 100_000, 60_000, 40_000
PEOPLE = ("clerk", "cashier", "auditor", "supervisor", "finance")
HANDS = 24
CHANCE = random.Random()
PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Strike:
    """A name for the record, and what it does."""

    name: str
    does: Callable[[], object]

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Run:
    """Deposits begin as the gate lets them, so that there are refunds around each strike."""

    caller: Caller
    gate: Semaphore = field(default_factory=lambda: Semaphore(0))
    tickets: list[Json] = field(default_factory=list)

    def deposit(self) -> None:
        """The first slip is paid and closed; a second one beside it is refused; what is left follows."""
        self.gate.acquire()
        customer, row = new_deposit(self.caller)
        first = self.pay(customer, row, FIRST_FEN)
        assert self.caller.refused("clerk", "/tickets", slip(customer, row, FIRST_FEN)) in REFUSALS
        self.closes(first)
        assert self.caller.refused("clerk", "/tickets", slip(customer, row, FIRST_FEN)) == "within_balance"
        self.closes(self.pay(customer, row, SECOND_FEN))

    def pay(self, customer: Json, row: Json, amount_fen: int) -> Json:
        """To the moment when the money is on its way."""
        ticket = self.caller.post("clerk", "/tickets", slip(customer, row, amount_fen))
        for who, trigger in (("clerk", "submit"), ("supervisor", "approve"), ("finance", "pay")):
            ticket = fire(self.caller, who, ticket, trigger)
        self.tickets.append(ticket)
        return ticket

    def closes(self, ticket: Json) -> None:
        path = f"/tickets/{ticket['id']}"
        until(
            lambda: self.caller.get("clerk", path)["state"] == "closed",
            f"{ticket['number']} is closed",
            seconds=PATIENCE,
        )


# The first while a slip holds the row, the second as soon as its money is gone.
REFUSALS = ("no_other_slip", "within_balance")


def new_deposit(caller: Caller) -> tuple[Json, Json]:
    """Received by the cashier and audited."""
    code = f"K-{token_hex(5)}"
    person = {"office": OFFICE, "code": code, "name": f"客户{code[-4:]}", "phone": "13900001111"}
    customer = caller.post("clerk", "/customers", person)
    body = {"customer": code, "kind": "other", "amount_fen": DEPOSIT_FEN}
    row = caller.post("cashier", "/deposits", body)
    return customer, caller.post("auditor", f"/deposits/{row['id']}/audit", None)


def slip(customer: Json, row: Json, amount_fen: int) -> Json:
    """An account of its own each time: slips of one payee on one day count together."""
    payee = {"name": customer["name"], "bank": "中国银行", "account": f"62{randbelow(10**14):014}"}
    details = {"deposit": row["id"], "amount_fen": amount_fen, "payee": payee, "reason": "退还"}
    return {"workflow": "refund", "office": OFFICE, "subject": "退保证金", "details": details}


def fire(caller: Caller, who: str, ticket: Json, trigger: str) -> Json:
    path = f"/tickets/{ticket['id']}/triggers/{trigger}"
    return caller.post(who, path, {}, version=ticket["version"])


def drive(
    run: Run, *, deposits: int, strikes: Sequence[Strike] = (), chance: random.Random = CHANCE
) -> list[Future[None]]:
    """Each strike falls after some writes of the deposits that were let in for it, at no fixed place."""
    hands = ThreadPoolExecutor(min(deposits, HANDS), thread_name_prefix="clerk")
    jobs = [hands.submit(run.deposit) for _ in range(deposits)]
    hands.shutdown(wait=False)
    began = time.monotonic()
    try:
        for number, strike in enumerate(strikes):
            share = deposits * (number + 1) // len(strikes) - deposits * number // len(strikes)
            seen, wanted = run.caller.told.written, chance.randint(1, 7 * max(share, 1))
            run.gate.release(share) if share else None
            wait_until(lambda s=seen, w=wanted: went_on(run, jobs, s + w), seconds=30)  # type: ignore[misc]
            strike.does()
            print(f"{time.monotonic() - began:6.1f} s, {run.caller.told.written} writes: {strike}")
    finally:
        run.gate.release(deposits)
    return jobs


def went_on(run: Run, jobs: Sequence[Future[None]], writes: int) -> bool:
    return run.caller.told.written >= writes or all(job.done() for job in jobs)
