"""What an answer tells beside the ticket itself: its rest, what waits for a second person, other rounds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.door.as_read import as_read
from service.door.hashing import plain
from service.door.masking import masked
from service.door.plan import Plan

Json = dict[str, Any]
Row = Mapping[str, Any]
SHOWN_OF_PROPOSAL = ("id", "kind", "to", "end", "reason", "at", "expires_at", "skipped")
EXCEPTIONAL = ("terminate", "jump", "skip")


def beside(row: Row) -> Json:
    """The last members of a ticket; nulls and empty lists for nearly all of them."""
    ticket, more = row["ticket"], row.get("beside") or {}
    people = _people(row, more)
    return {
        "suspended": _suspended(ticket["suspended"], people),
        "proposals": _proposals(ticket, row["at"], people),
        "exceptions": [_exception(each, people) for each in more.get("exceptions") or ()],
        "reopened_from": more.get("before"),
        "reopened_as": more.get("after"),
        "reopen_count": ticket["reopen_count"],
    }


def _people(row: Row, more: Row) -> Json:
    """By account; who has just done something is in no row yet."""
    known = [*(more.get("people") or ()), *([row["me"]] if row["me"] else [])]
    return {each["id"]: {name: each[name] for name in ("id", "username", "name")} for each in known}


def _suspended(rest: Row | None, people: Row) -> Json | None:
    if rest is None:
        return None
    return {name: rest[name] for name in ("code", "reason", "since", "until")} | {
        "by": people.get(rest["by"])
    }


def _proposals(ticket: Row, now: str, people: Row) -> list[Json]:
    """At most one waits; one whose time has passed does not wait any more."""
    made = ticket["proposal"]
    if made is None or made["status"] != "pending" or ticket["closed_at"] is not None:
        return []
    waits = _moment(made["expires_at"]) > _moment(now)
    return [shown_proposal(made, people.get(made["by"]))] if waits else []


def shown_proposal(made: Row, by: Row | None) -> Json:
    return {name: made.get(name) for name in SHOWN_OF_PROPOSAL} | {"by": by, "skipped": made["skipped"]}


def _exception(event: Row, people: Row) -> Json:
    """With two persons `by` asked for it and `confirmed_by` confirmed it."""
    form, actor = event["form"], people.get(event["actor_id"])
    proposer = form.get("proposed_by")
    return {
        "kind": event["trigger"],
        "by": people.get(proposer) if proposer else actor,
        "confirmed_by": actor if proposer else None,
        "at": event["at"],
        "reason": form["reason"],
        "skipped": form["skipped"],
    }


def beside_after(row: Row, plan: Plan) -> Json | None:
    """As the read would bring it after the write."""
    more: Json | None = row.get("beside")
    if plan.trigger not in EXCEPTIONAL:
        return more
    event = {
        "trigger": plan.trigger,
        "actor_id": (row["me"] or {}).get("id"),
        "at": as_read(plan.at),
        "form": plain(masked(plan.form)),
    }
    return {**(more or {}), "exceptions": [*((more or {}).get("exceptions") or ()), event]}


def _moment(said: Any) -> datetime:
    return said if isinstance(said, datetime) else datetime.fromisoformat(said)
