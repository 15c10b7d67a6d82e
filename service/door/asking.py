"""Asking a signer: the duty of one seat of one level, bound to what the signer will see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from service.db import new_id
from service.door.hashing import content_hash
from service.door.masking import masked
from workflows.case import Case
from workflows.clocks import Calendar, deadline
from workflows.engine import Workflow
from workflows.ladder import Level, place

Json = dict[str, Any]
WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asking:
    """What every vote of a round shares."""

    case: Case
    levels: tuple[Level, ...]
    round: int
    content_hash: bytes
    calendar: Calendar


def asked_of(asking: Asking, position: int, seats: Iterable[int]) -> list[Json]:
    """A duty for each of these seats."""
    return [_vote_item(asking, position, seat) for seat in seats]


def _vote_item(asking: Asking, position: int, seat: int) -> Json:
    level, case = asking.levels[position], asking.case
    whose = place(level, seat)
    return {
        "id": str(new_id()),
        "state": case.state,
        "kind": "vote",
        "round": asking.round,
        "level": position,
        "level_name": level.name,
        "seat": seat,
        "desk": whose.desk,
        "holder": _holder_of(case, level, seat),
        "content_hash": asking.content_hash.hex(),
        "due_at": deadline(case.now, level.timeout, asking.calendar) if level.timeout else case.now + WAIT,
    }


def _holder_of(case: Case, level: Level, seat: int) -> str | None:
    """The account of a personal seat stands with it, or in the policy."""
    whose = place(level, seat)
    return whose.account or account_of(case, whose.user)


def account_of(case: Case, person: str | None) -> str | None:
    """A personal seat names a person; the policy keeps which account that is."""
    people: Mapping[str, str] = case.policy.get("people", {})
    return next((account for account, each in people.items() if each == person), None) if person else None


def content_of(workflow: Workflow, case: Case) -> bytes:
    """What is bound to a vote: the fields the workflow binds, secrets masked, and the rules in force."""
    bound = {name: masked(case.details.get(name)) for name in workflow.bound}
    return content_hash({"ticket": case.id, "rules": workflow.hash, "bound": bound})
