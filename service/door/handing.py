"""What a policy says of handing out duties, in a plan: work that begins, offers that end, who is next."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from service.door.seen import Seen
from workflows.distribution import plan_of

Json = dict[str, Any]
OPEN = ("open", "claimed")


def begun(policy: Mapping[str, Any], state: str, item: Json, now: datetime) -> Json:
    """The duty as the write gets it: work begins with the duty, with its holder, or by hand.

    Back in its pool nobody is at work on it any more.
    """
    start = plan_of(policy, state).start
    if item.get("status", "open") not in OPEN:
        return item
    if item.get("status") and item["holder"] is None and "offered_to" not in item:
        return {**item, "unstarted": True}
    begins = (start == "on_creation" and "status" not in item) or (
        start == "on_allocation" and item["holder"]
    )
    return {"started_at": now, **item} if begins else item


# Here a rule of the policy picks the assignee of the system's own move, and the pool's duty stays a pool's.
ASSIGNED_BY_MOVE: Mapping[tuple[str, str], str] = {
    ("repair", "pending_dispatch"): "tech",
    ("visit", "planned"): "visitor",
}


def hands_on(seen: Seen, state: str) -> bool:
    """Whether the policy hands on the pool's duties of that state."""
    by_move = (seen.workflow.name, state) in ASSIGNED_BY_MOVE
    return not by_move and plan_of(seen.case.policy, state).gives


def settled(seen: Seen, items: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Offers of duties that were taken or have ended: accepted by who took it, expired for all others."""
    offered = {each["id"]: each["offered_to"] for each in seen.row["items"] or () if each["offered_to"]}
    changed = [item for item in items if offered.get(item["id"]) and "offered_to" not in item]
    return [row for item in changed for row in _settled(seen, item, offered[item["id"]])]


def _settled(seen: Seen, item: Mapping[str, Any], persons: Sequence[str]) -> Iterator[Json]:
    taken_by = _taker(seen, item)
    for person in persons:
        status = "accepted" if person == taken_by else "expired"
        yield {"item": item["id"], "person": person, "status": status, "reason": None}


def _taker(seen: Seen, item: Mapping[str, Any]) -> str | None:
    """The person who holds it now, or who has done it."""
    if item["decided_by_person"] or item["holder"] is None:
        decided: str | None = item.get("behalf_person") or item["decided_by_person"]
        return decided
    people = [seen.row["me"], *(seen.row.get("users") or ()), *(seen.row.get("stands") or ())]
    return next((each["person"] for each in people if each and each["id"] == item["holder"]), None)


def waiting(seen: Seen) -> list[str]:
    """What could not be handed on while the ticket rested."""
    pooled = (item for item in seen.row["items"] or () if item["desk"] and item["holder"] is None)
    states = dict.fromkeys(item["state"] for item in pooled if not item["offered_to"])
    return [f"distribute:{state}" for state in states if hands_on(seen, state)]


def demanded(seen: Seen, items: Sequence[Json], new_items: Sequence[Json]) -> list[str]:
    """Duties that now wait in a pool which the policy hands out; and what else waits, once hands are free."""
    if not seen.case.policy.get("distribution"):
        return []
    states = {item["id"]: item["state"] for item in seen.row["items"] or ()}
    back = [states.get(item["id"]) for item in items if item.get("unstarted") and item["holder"] is None]
    fresh = [item["state"] for item in new_items if item["desk"] and item["holder"] is None]
    gives = [state for state in (*back, *fresh) if state and hands_on(seen, state)]
    freed = any(item["status"] not in OPEN or item.get("unstarted") for item in items)
    return [*(f"distribute:{state}" for state in dict.fromkeys(gives)), *(["distribute"] if freed else [])]
