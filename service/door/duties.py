"""Work items in a plan: which end with a move, and which duty the new state brings."""

from datetime import datetime
from typing import Any

from service.db import new_id
from service.door import approvals
from service.door.approvals import ending
from service.door.asking import WAIT
from service.door.seen import Seen
from service.door.timing import Clocks
from workflows.case import Case, Item
from workflows.engine import Decision
from workflows.rights import signer_seat
from workflows.terms import Move, State, Who, Work

Json = dict[str, Any]


def ended(seen: Seen, decision: Decision) -> list[Json]:
    """Leaving a state: the actor's own duty is done; the others' are not needed or cancelled."""
    done = own(seen, decision)
    rest = "not_needed" if decision.move.trigger in ("approve", "reject", "skip") else "cancelled"
    gone = approvals.gone(seen.case)
    return [
        ending(item.id, "done", decision.move.trigger, seen)
        if done is not None and item.id == done.id
        else ending(item.id, "cancelled" if item.id in gone else rest, None, seen)
        for item in seen.case.items
    ]


def own(seen: Seen, decision: Decision) -> Item | None:
    return own_by(seen, decision.move)


def own_by(seen: Seen, move: Move) -> Item | None:
    """The duty that this move does: the seat of a signer, else what they hold, else their desk's pool."""
    case, actor = seen.case, seen.actor
    if actor.is_system:
        return None
    if all(who.kind == "signer" for who in move.by):
        seat = signer_seat(case, actor)
        return next((item for item in case.items if item.kind == "vote" and item.seat == seat), None)
    tasks = [item for item in case.items if item.kind == "task"]
    held = [item for item in tasks if item.holder == actor.person]
    pooled = [
        item
        for item in tasks
        if item.holder is None and item.desk in actor.desks and item.is_for(actor.person)
    ]
    return next(iter([*held, *pooled]), None)


def unasked(seen: Seen, items: list[Json]) -> list[Json]:
    """Opinions asked for by the owner of a duty that has just ended are not needed any more."""
    ending_now = {item["id"] for item in items}
    return [
        ending(row["id"], "not_needed", None, seen)
        for row in seen.row.get("items") or ()
        if row["owner_item"] in ending_now and row["id"] not in ending_now
    ]


def begun(seen: Seen, decision: Decision, after: Case, clocks: Clocks) -> list[Json]:
    """The one duty of a state that is somebody's work; an approval brings its own."""
    state = decision.dest
    if not decision.enters or state.work is None:
        return []
    desk, holder = _whose(seen, decision, state, after)
    if desk is None and holder is None:
        return []
    return [_task(after, desk, holder, _due(state, after, clocks))]


def _whose(seen: Seen, decision: Decision, state: State, after: Case) -> tuple[str | None, str | None]:
    """(desk, account): exactly one of them, or none where the state waits for the customer."""
    match state.work:
        case Work(who=Who(kind="desk")) as pool:
            return pool.desk(after), None
        case Work(who=Who(kind="assignee")):
            return None, assignee_account(seen, decision)
        case Work(who=Who(kind="submitter")):
            account = submitter_account(seen)
            return (None, account) if account else ("clerk", None)
    return None, None


def assignee_account(seen: Seen, decision: Decision) -> str | None:
    held = seen.ticket["assignee"]
    account: str | None = decision.change.ticket.get("assignee", held["id"] if held else None)
    return account


def submitter_account(seen: Seen) -> str | None:
    submitter = seen.ticket["submitter"]
    return submitter["id"] if submitter else None


def _due(state: State, case: Case, clocks: Clocks) -> datetime:
    named = [row.due_at for row in clocks.rows if row.name in state.clocks and row.stopped_at is None]
    return min(named, default=case.now + WAIT)


def _task(case: Case, desk: str | None, holder: str | None, due: datetime) -> Json:
    return {
        "id": str(new_id()),
        "state": case.state,
        "kind": "task",
        "round": case.round,
        "level": None,
        "level_name": None,
        "seat": None,
        "desk": desk,
        "holder": holder,
        "content_hash": None,
        "due_at": due,
    }
