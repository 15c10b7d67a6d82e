"""One thing that is not as it must be, named so that an operator can look at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`invariant` is I1 to I11; `row` names the ticket by number, or the row; `what` says what differs."""

    invariant: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.row}: {self.what}"
