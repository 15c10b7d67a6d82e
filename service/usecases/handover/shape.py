"""What came of one thing that was to be handed over."""

from dataclasses import dataclass
from uuid import UUID

from service.errors import Problem


@dataclass(frozen=True, slots=True)
class Result:
    """`id` is the row's; `number` the ticket's where there is one; `problem`: why it stayed where it was."""

    kind: str
    id: str
    number: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    account: UUID
    person: UUID
    username: str
