"""The rows of a table that an event may be: what completes an approval takes the row of a decision."""

from collections.abc import Mapping
from typing import Any

from workflows.engine import Workflow
from workflows.terms import Move

COMPLETING = frozenset({"remove_signer"})
DECISIONS = ("approve", "reject")
TAKE_BACK = "take_back"


def rows_of(workflow: Workflow, event: Mapping[str, Any]) -> tuple[Move, ...]:
    source, trigger = event["source"], event["trigger"]
    if trigger in COMPLETING and event["dest"] != source:
        return tuple(row for each in DECISIONS for row in workflow.rows_of(source, each) if row.dest != "=")
    return workflow.rows_of(source, trigger)


def takes_back(event: Mapping[str, Any], votes: Mapping[int, Mapping[str, Any]]) -> bool:
    """Whether it undoes the last vote that still counts, by whom gave it, and leads where that came from."""
    vote = votes.get(event["form"].get("event"))
    if vote is None or vote["seq"] != max(votes):
        return False
    same = vote["actor_person"] == event["actor_person"]
    return same and (vote["dest"], vote["source"]) == (event["source"], event["dest"])
