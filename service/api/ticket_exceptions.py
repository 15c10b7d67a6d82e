"""What is done with a ticket beside its table: suspended and resumed."""

from collections.abc import Callable

from flask import Response, g

from schemas.base import Empty
from schemas.requests import MaybeReasoned, Suspend
from schemas.views.ticket import Ticket
from service.api.area import Area
from service.api.door import asked, sent
from service.door.admit import Answered, Asked
from service.usecases.tickets.suspend_ticket import resume_ticket, suspend_ticket

area = Area("exceptions", "What is done with a ticket beside its table")
OPTIONAL = (Empty, MaybeReasoned)


def _operation(name: str, summary: str, body: type, run: Callable[[Asked], Answered]) -> None:
    """All of them look alike from outside: a ticket, its version, a small body."""

    def operation(ref: str) -> Response:
        g.ticket = ref
        return sent(run(asked(ref)))

    operation.__name__ = f"{name}_ticket"
    operation.__doc__ = summary
    added = area.call(
        "POST",
        f"/tickets/<ref>/{name}",
        guard="digest",
        body=body,
        body_needed=body not in OPTIONAL,
        answer=Ticket,
        version=True,
    )
    added(operation)


_operation("suspend", "Let the work rest, for a code of the policy's.", Suspend, suspend_ticket)
_operation("resume", "Go on: deadlines are counted anew.", MaybeReasoned, resume_ticket)
