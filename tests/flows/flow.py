"""A flow: one way from the opening of a ticket to one of its ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.flows.client import House, Ticket, Unexpected


@dataclass(frozen=True, slots=True)
class Flow:
    """`run` drives a new ticket and gives it back at `end`.

    `needs` names what only the machine of the service has: its `clock`, or the `secret` of its callbacks.
    """

    workflow: str
    end: str
    run: Callable[[House], Ticket]
    needs: str = ""

    @property
    def name(self) -> str:
        return f"{self.workflow}-{self.end}-{self.run.__name__}"

    def can_run(self, house: House) -> bool:
        return not self.needs or bool(getattr(house, self.needs))


def walk(flow: Flow, house: House) -> Ticket:
    """The ticket at its end, where nothing more can be done, with a log that leads there."""
    ticket = flow.run(house).becomes(flow.end)
    _must(ticket.seen["workflow"] == flow.workflow, "it is a ticket of this workflow", ticket)
    _must(bool(ticket.seen["is_final"] and ticket.seen["closed_at"]), "it is closed", ticket)
    _must(not ticket.seen["work_items"], "nobody has a duty left", ticket)
    moves = house.do("supervisor", "GET", f"/tickets/{ticket.id}/moves")
    _must(moves["items"] == [], "no move is left", ticket)
    log = house.do("auditor", "GET", f"/tickets/{ticket.id}/events?limit=200")["items"]
    _must([each["seq"] for each in log] == list(range(1, ticket.seen["version"] + 1)), "no gap", ticket)
    joined = all(later["source"] == sooner["dest"] for sooner, later in zip(log, log[1:], strict=False))
    _must(joined and log[0]["source"] is None and log[-1]["dest"] == flow.end, "the log leads there", ticket)
    return ticket


def _must(holds: bool, what: str, ticket: Ticket) -> None:
    if not holds:
        raise Unexpected(f"{ticket.number}: not so that {what}: {ticket.seen}")
