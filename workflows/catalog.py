"""Every workflow by name, in every version with open tickets, and what the house must supply to it."""

from collections.abc import Mapping
from typing import Final

from workflows import complaint, dunning, moving, refund, rename, repair, visit
from workflows.engine import Workflow


class NotHere(LookupError):
    """No such workflow, or no such version of it."""


class Versions(dict[int, Workflow]):
    """The versions of one workflow; the newest opens new tickets."""

    def __init__(
        self,
        *workflows: Workflow,
        details: Mapping[str, str],
        facts: Mapping[str, str],
        barring: tuple[str, ...],
    ) -> None:
        super().__init__((workflow.version, workflow) for workflow in workflows)
        self.details, self.facts, self.barring = dict(details), dict(facts), barring

    @property
    def newest(self) -> Workflow:
        return self[max(self)]


CATALOG: Final[dict[str, Versions]] = {
    "complaint": Versions(
        complaint.complaint, details=complaint.DETAILS, facts=complaint.FACTS, barring=complaint.BARRING
    ),
    "repair": Versions(repair.repair, details=repair.DETAILS, facts=repair.FACTS, barring=repair.BARRING),
    "dunning": Versions(
        dunning.dunning, details=dunning.DETAILS, facts=dunning.FACTS, barring=dunning.BARRING
    ),
    "refund": Versions(refund.refund, details=refund.DETAILS, facts=refund.FACTS, barring=refund.BARRING),
    "visit": Versions(visit.visit, details=visit.DETAILS, facts=visit.FACTS, barring=visit.BARRING),
    "rename": Versions(rename.rename, details=rename.DETAILS, facts=rename.FACTS, barring=rename.BARRING),
    **{
        table.name: Versions(table, details=moving.DETAILS, facts=moving.FACTS, barring=moving.BARRING)
        for table in (moving.move_in_out, moving.handover, moving.transfer)
    },
}
DETAILS: Final = {name: versions.details for name, versions in CATALOG.items()}
FACTS: Final = {name: versions.facts for name, versions in CATALOG.items()}
BARRING: Final = {name: versions.barring for name, versions in CATALOG.items()}


def workflow(name: str, version: int | None = None) -> Workflow:
    """The version asked for, or the newest. Raises NotHere."""
    versions = CATALOG.get(name)
    found = versions and (versions.newest if version is None else versions.get(version))
    if not found:
        raise NotHere(f"no workflow {name}" + (f" in version {version}" if version is not None else ""))
    return found
