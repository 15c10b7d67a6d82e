"""Under which version of its workflow each event was made: the log itself says when that changed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from workflows.catalog import CATALOG
from workflows.catalog import workflow as workflow_of
from workflows.engine import Workflow

Row = Mapping[str, Any]
MIGRATE: Final = "migrate"


def begun_under(ticket: Row, events: Sequence[Row]) -> Workflow:
    moved = next((event for event in events if event["trigger"] == MIGRATE), None)
    return (
        workflow_of(ticket["workflow"], ticket["workflow_version"])
        if moved is None
        else _named(ticket, moved, "from")
    )


def governing(ticket: Row, event: Row) -> Workflow:
    """The version that a migration led to."""
    return _named(ticket, event, "to")


def _named(ticket: Row, event: Row, which: str) -> Workflow:
    """A forged number is found by its hash; here it only must not stop the proof of the rest."""
    versions = CATALOG[ticket["workflow"]]
    said = event["form"].get(which)
    return versions[said if said in versions else ticket["workflow_version"]]


def stands_right(old: Workflow, new: Workflow, event: Row) -> bool:
    """Only ever to a newer version, and where that one says."""
    source = event["source"]
    return new.version > old.version and event["dest"] == new.migrates.get(source, source) in new.by_state
