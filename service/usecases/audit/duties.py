"""Nothing waits for nobody (I11): an open ticket whose state is somebody's work has an open duty."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.usecases.audit.finding import Finding
from workflows.catalog import workflow as workflow_of


def duty_findings(ticket: Mapping[str, Any]) -> Iterator[Finding]:
    state = workflow_of(ticket["workflow"], ticket["workflow_version"]).by_state.get(ticket["state"])
    if state is None:
        yield Finding("I8", ticket["number"], f"{ticket['state']} is no state of {ticket['workflow']}")
        return
    items = ticket["items"] or []
    kinds = [item["kind"] for item in items]
    if state.approval and "vote" not in kinds:
        yield Finding("I11", ticket["number"], "an approval that nobody is asked for")
    if state.work and state.work.who.kind in ("desk", "submitter", "assignee") and "task" not in kinds:
        yield Finding("I11", ticket["number"], f"{state.name} is nobody's duty")
    if kinds.count("task") > 1:
        yield Finding("I11", ticket["number"], f"{state.name} is the duty of several")
