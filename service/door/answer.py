"""The ticket as we answer it, from one read, or from one read and what was just written."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.cases.catalog import CASES
from service.door.as_read import as_read
from service.door.beside import beside, beside_after
from service.door.masking import masked
from service.door.plan import Plan
from service.door.seen import Seen, moment
from service.door.staffing import people_of
from workflows.catalog import DETAILS
from workflows.catalog import workflow as workflow_of

Json = dict[str, Any]
COPIED = (
    "id",
    "number",
    "workflow",
    "workflow_version",
    "office",
    "state",
    "resolution",
    "version",
    "subject",
    "description",
    "room",
    "customer",
    "urgency",
    "external_ref",
    "source_due_at",
    "created_at",
    "updated_at",
    "closed_at",
)
SYSTEM_PERSON: Json = {"id": None, "username": "system", "name": "系统"}


def person(account: Mapping[str, Any] | None) -> Json | None:
    return {name: account[name] for name in ("id", "username", "name")} if account else None


def state_labels(workflow: str, version: int, state: str, lang: str) -> Json:
    declared = workflow_of(workflow, version).by_state[state]
    return {"state_label": declared.zh if lang == "zh" else declared.en, "is_final": declared.is_end}


def ticket_answer(row: Mapping[str, Any], lang: str) -> Json:
    """Of a row of the door's read."""
    ticket = row["ticket"]
    labels = state_labels(ticket["workflow"], ticket["workflow_version"], ticket["state"], lang)
    answer = {
        **{name: ticket[name] for name in COPIED},
        **labels,
        "submitter": person(ticket["submitter"]) or SYSTEM_PERSON,
        "assignee": person(ticket["assignee"]),
        "details": shown_details(ticket["workflow"], row["details"] or {}),
        "clocks": [_clock(each) for each in row["clocks"] or ()],
        **beside(row),
    }
    return {**answer, "work_items": [item_answer(each, answer, row) for each in row["items"] or ()]}


def shown_details(workflow: str, details: Mapping[str, Any]) -> Json:
    kept = {name: value for name, value in details.items() if name != "ticket_id"}
    return masked(CASES[workflow].shown(kept))  # type: ignore[no-any-return]


def _clock(row: Mapping[str, Any]) -> Json:
    return {name: row[name] for name in ("name", "started_at", "due_at", "paused_at", "stopped_at")}


TICKET_OF_ITEM = ("id", "number", "workflow", "state", "state_label", "subject", "office", "urgency")


def item_answer(item: Mapping[str, Any], ticket: Mapping[str, Any], row: Mapping[str, Any]) -> Json:
    """A work item answers its ticket's version."""
    paused = any(each["paused_at"] and not each["stopped_at"] for each in row["clocks"] or ())
    rest = row["ticket"]["suspended"]
    ended = item.get("ended_at")
    return {
        "id": item["id"],
        "ticket": {name: ticket[name] for name in TICKET_OF_ITEM},
        "version": ticket["version"],
        "kind": item["kind"],
        "state": item["state"],
        "round": item["round"],
        "level": item["level_name"],
        "desk": item["desk"],
        "holder": person(item["holder"]),
        "status": item["status"],
        "due_at": item["due_at"],
        "overdue": item["due_at"] is not None and item["due_at"] < (ended or row["at"]),
        "paused": paused or bool(rest and rest["pauses"]),
        "created_at": item["created_at"],
        "started_at": item.get("started_at"),
        "offered": bool(item.get("offered_to")),
        "ended_at": ended,
        "decision": item.get("decision"),
        "on_behalf_of": person(item.get("behalf")),
    }


def after(seen: Seen, plan: Plan) -> Json:
    """The row as the read would bring it after the write: so the answer needs no third statement."""
    row = seen.row
    people = {each["id"]: each for each in _people(row)}
    columns = as_read(plan.ticket)
    ticket = {
        **seen.ticket,
        **{name: value for name, value in columns.items() if name not in KEPT_VIEWS},
        **{name: people.get(columns[name]) for name in RELATED if name in columns},
        "state": plan.dest,
        "version": plan.seq,
        "updated_at": as_read(plan.at),
        **CASES[seen.workflow.name].renews(seen.ticket, plan.books),
    }
    return {
        **row,
        "ticket": ticket,
        "details": as_read({**_unset(plan, seen), **seen.case.details, **plan.details}),
        "items": _items(row, plan, people),
        "clocks": _clocks(row, plan),
        "beside": beside_after(row, plan),
    }


RELATED = ("assignee", "submitter")
KEPT_VIEWS = frozenset({*RELATED, "room", "customer"})


def _people(row: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    ticket = row["ticket"]
    holders = [each["holder"] for each in row["items"] or ()]
    named = [row["me"], ticket["submitter"], ticket["assignee"], *holders]
    named += [each for name in ("users", "stands") for each in row.get(name) or ()]
    return (each for each in (*named, *people_of(row)) if each)


FRESH = {"offered_to": None, "started_at": None}


def _items(row: Mapping[str, Any], plan: Plan, people: Mapping[str, Any]) -> list[Json]:
    changed = {each["id"]: each for each in plan.items}
    ended = {id for id, each in changed.items() if each["status"] not in ("open", "claimed")}
    kept = [_item(each, changed, people) for each in row["items"] or () if each["id"] not in ended]
    fresh = [
        {"status": "open", **FRESH, **each, "created_at": plan.at, "holder": people.get(each["holder"])}
        for each in plan.new_items
    ]
    return kept + [as_read(each) for each in fresh]


def _item(item: Mapping[str, Any], changed: Mapping[str, Any], people: Mapping[str, Any]) -> Json:
    change = changed.get(item["id"])
    if change is None:
        return dict(item)
    kept = None if change.get("unstarted") else item["started_at"]
    return {
        **item,
        "status": change["status"],
        "holder": people.get(change["holder"]),
        "due_at": as_read(change.get("due_at")) or item["due_at"],
        "offered_to": change.get("offered_to"),
        "started_at": kept or as_read(change.get("started_at")),
    }


def _clocks(row: Mapping[str, Any], plan: Plan) -> list[Json]:
    before = {each["name"]: each for each in row["clocks"] or ()}
    now = {**before, **{each["name"]: as_read(_clock(each)) for each in plan.clocks}}
    return sorted(now.values(), key=lambda each: (moment(each["started_at"]), each["name"]))


def _unset(plan: Plan, seen: Seen) -> Json:
    """Of a new ticket: the columns that its form left out, as the row will have them."""
    return dict.fromkeys(DETAILS[seen.workflow.name]) if plan.source is None else {}
