"""What is done with a ticket beside its table: suspended, terminated, jumped with, skipped in."""

from collections.abc import Callable

from flask import Response, g

from schemas.base import Empty
from schemas.requests import Jump, MaybeReasoned, Reopen, Skip, Suspend, Terminate
from schemas.views.ticket import Proposal, Ticket
from service.api.area import Area
from service.api.door import asked, sent
from service.door.admit import Answered, Asked
from service.usecases.tickets.exceptional import jump_ticket, skip_level, terminate_ticket
from service.usecases.tickets.proposals import confirm_proposal, refuse_proposal, withdraw_proposal
from service.usecases.tickets.reopen_ticket import reopen_ticket
from service.usecases.tickets.suspend_ticket import resume_ticket, suspend_ticket

area = Area("exceptions", "What is done with a ticket beside its table")
OPTIONAL = (Empty, MaybeReasoned)


def _operation(
    name: str, summary: str, body: type, run: Callable[[Asked], Answered], *, proposes: bool = False
) -> None:
    """All of them look alike from outside: a ticket, its version, a small body."""

    def operation(ref: str) -> Response:
        g.ticket = ref
        return sent(run(asked(ref)))

    area.operation(
        f"/tickets/<ref>/{name}",
        f"{name}_ticket",
        summary,
        body=body,
        view=operation,
        body_needed=body not in OPTIONAL,
        answer=Ticket,
        also=((202, Proposal),) if proposes else (),
    )


def _second(name: str, summary: str, body: type, run: Callable[[Asked, str], Answered]) -> None:
    def operation(ref: str, proposal: str) -> Response:
        g.ticket = ref
        return sent(run(asked(ref), proposal))

    area.operation(
        f"/tickets/<ref>/proposals/<proposal>/{name}",
        f"{name}_proposal",
        summary,
        body=body,
        view=operation,
        body_needed=False,
        answer=Ticket,
    )


_operation("suspend", "Let the work rest, for a code of the policy's.", Suspend, suspend_ticket)
_operation("resume", "Go on: deadlines are counted anew.", MaybeReasoned, resume_ticket)
_operation(
    "terminate",
    "End it beside the table; 202: a second person must confirm.",
    Terminate,
    terminate_ticket,
    proposes=True,
)
_operation(
    "jump", "Put it into another state; 202: a second person must confirm.", Jump, jump_ticket, proposes=True
)
_operation(
    "skip", "Pass the level being asked; 202: a second person must confirm.", Skip, skip_level, proposes=True
)
_second("confirm", "The second person: now it is done.", Empty, confirm_proposal)
_second("refuse", "The second person says no.", MaybeReasoned, refuse_proposal)
_second("withdraw", "Who proposed it takes it back.", Empty, withdraw_proposal)


@area.call(
    "POST", "/tickets/<ref>/reopen", guard="digest", body=Reopen, status=201, answer=Ticket, version=True
)
def reopen_a_ticket(ref: str) -> Response:
    """A further round as a ticket of its own, linked; the old one stays as it ended."""
    g.ticket = ref
    return sent(reopen_ticket(asked(ref)))
