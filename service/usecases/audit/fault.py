"""One line of `guanjia check`."""

from dataclasses import dataclass
from typing import Literal

from workflows.proof.finding import Finding

Kind = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Fault:
    """An error stops the service from being trusted; a warning names what one absence would block."""

    kind: Kind
    said: str

    @property
    def is_error(self) -> bool:
        return self.kind == "error"

    def __str__(self) -> str:
        return f"{self.kind}: {self.said}"


def fault_of(finding: Finding, where: str = "") -> Fault:
    return Fault("error" if finding.is_error else "warning", f"{where}{finding}")
