"""Every committed event that demands effects has its outbox rows (I3)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.usecases.audit.finding import Finding
from service.usecases.audit.rows import rows_of
from service.usecases.audit.versions import MIGRATE, begun_under, governing
from workflows.engine import Workflow

Row = Mapping[str, Any]


def effect_findings(ticket: Row, events: Sequence[Row]) -> Iterator[Finding]:
    """Of several rows with the same trigger, source and end, the event needs those of one."""
    workflow = begun_under(ticket, events)
    there = set(ticket["effects"] or ())
    for event in events:
        if event["trigger"] == MIGRATE:
            workflow = governing(ticket, event)
        stem = f"{ticket['id']}:{event['seq']}:"
        keys = [{stem + effect for effect in effects} for effects in _demanded(workflow, event)]
        if keys and not any(wanted <= there for wanted in keys):
            yield Finding(
                "I3", f"{ticket['number']}#{event['seq']}", "an effect it demands is not in the outbox"
            )


def _demanded(workflow: Workflow, event: Row) -> Iterator[tuple[str, ...]]:
    if event["source"] is None:
        yield workflow.opening.effects
        return
    if event["trigger"] in ("terminate", "jump"):
        yield (*workflow.exceptional.effects, *workflow.by_state[event["dest"]].effects)
    for row in rows_of(workflow, event):
        if row.lands == event["dest"]:
            entered = () if row.dest == "=" else workflow.by_state[row.dest].effects
            yield (*row.effects, *entered)
