"""The workflow tables as clients read them, made once in a process."""

from functools import cache
from typing import Any

from schemas.catalog import form_for, opening_for
from schemas.json_schema import json_schema
from workflows.catalog import CATALOG
from workflows.engine import Workflow
from workflows.terms import STAY, Move, State
from workflows.words import TITLES

Json = dict[str, Any]


@cache
def workflow_view(name: str) -> Json:
    """The newest version; `facts` are the words that a policy's levels may name."""
    workflow = CATALOG[name].newest
    return {
        "name": workflow.name,
        "title": {"zh": workflow.zh, "en": workflow.en},
        "version": workflow.version,
        "hash": workflow.hash,
        "opening": _opening(workflow),
        "states": [_state(state) for state in workflow.states],
        "moves": [_move(workflow, row) for row in workflow.rows],
        "exceptional": _exceptional(workflow),
        "facts": [fact.name for fact in workflow.facts],
        "fact_titles": {fact.name: {"zh": fact.zh, "en": fact.en} for fact in workflow.facts},
    }


def every_workflow() -> list[Json]:
    return [workflow_view(name) for name in CATALOG]


def _opening(workflow: Workflow) -> Json:
    opening = workflow.opening
    return {
        "trigger": opening.trigger,
        "by": [str(who) for who in opening.by],
        "when": [rule.name for rule in opening.when],
        "form": json_schema(opening_for(workflow.name)),
    }


def _exceptional(workflow: Workflow) -> Json:
    """What is allowed beside the table."""
    allowed = workflow.exceptional
    barred = {*allowed.no_jump, *allowed.sealed}
    reachable = [state.name for state in workflow.states if not state.is_end and state.name not in barred]
    return {"terminates_to": list(allowed.ends), "jumps_to": reachable, "reopens": list(allowed.reopens)}


def _state(state: State) -> Json:
    return {
        "name": state.name,
        "title": {"zh": state.zh, "en": state.en},
        "is_final": state.is_end,
        "approval": state.approval or None,
        "clocks": list(state.clocks),
    }


def _move(workflow: Workflow, row: Move) -> Json:
    """A row that stays names its own state as `dest`."""
    form = form_for(workflow.name, row.trigger)
    zh, en = TITLES[row.trigger]
    return {
        "trigger": row.trigger,
        "title": {"zh": zh, "en": en},
        "source": row.source,
        "dest": row.source if row.dest == STAY else row.dest,
        "by": [str(who) for who in row.by],
        "route": row.route.name if row.route else None,
        "when": [rule.name for rule in row.when],
        "form": json_schema(form) if form else None,
    }
