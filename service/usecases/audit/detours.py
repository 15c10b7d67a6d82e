"""Exceptional moves prove themselves: only what the workflow declares, and by two persons where money is."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.usecases.audit.finding import Finding
from workflows.engine import Workflow

Row = Mapping[str, Any]
DETOURS = ("terminate", "jump", "skip")


def is_allowed(workflow: Workflow, event: Row) -> bool:
    """An end to terminate to, a state to jump to, a level to pass; never where money is on its way."""
    allowed, source, dest = workflow.exceptional, event["source"], event["dest"]
    if source in allowed.sealed:
        return False
    if event["trigger"] == "terminate":
        return dest in allowed.ends
    if event["trigger"] == "jump":
        barred = {*allowed.no_jump, *allowed.sealed, source}
        return dest not in barred and not workflow.by_state[dest].is_end
    return dest in {row.lands for row in workflow.rows_of(source, "approve")}


def passed_by(event: Row) -> set[str]:
    """Who passed over a level with this: they vote on none of this ticket any more."""
    form = event["form"]
    named = {str(event["actor_person"]), form.get("proposed_by_person")} if form.get("skipped") else set()
    return {each for each in named if each}


def person_findings(
    where: str, workflow: Workflow, event: Row, *, ticket: Row, details: Row, barred: set[str]
) -> Iterator[Finding]:
    """`ticket` and `details` are those before the event: with the proposal, where there was one."""
    person, form = str(event["actor_person"]), event["form"]
    if person in barred or form.get("proposed_by_person") in barred:
        yield Finding("I6", where, "who submitted it or changed it last moved it beside its table")
    if "skipped" not in form or not form.get("reason"):
        yield Finding("I8", where, "an exceptional move without its reason and the levels it passed over")
    if not workflow.exceptional.money(details):
        return
    made = ticket.get("proposal") or {}
    pending = made.get("status") == "pending" and made.get("kind") == event["trigger"]
    if not pending or made.get("person") in (None, person):
        yield Finding("I6", where, "it concerns money, and no other person had proposed it")
