"""Approval in a plan: levels fixed when the state is entered, votes counted, the next level opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from service.db import new_id
from service.door.hashing import content_hash
from service.door.masking import masked
from service.door.seen import Seen
from service.door.timing import calendar_of
from service.policy import levels_for
from workflows.case import Case
from workflows.clocks import Calendar, deadline
from workflows.engine import Decision, Workflow
from workflows.ladder import Level, Outcome, Verdict, Vote, asked_seats, level_to, outcome, place
from workflows.rights import signer_seat

Json = dict[str, Any]
WAIT = timedelta(days=7)
ASK_PM: Mapping[str, Any] = {"name": "fallback", "seats": [{"desk": "pm"}], "mode": "any", "over_fen": 0}


@dataclass(frozen=True, slots=True)
class Part:
    """What approval adds to a plan."""

    ticket: Json = field(default_factory=dict)
    items: list[Json] = field(default_factory=list)
    new_items: list[Json] = field(default_factory=list)
    levels: list[Json] = field(default_factory=list)
    content_hash: bytes | None = None


NONE = Part()


def enter(workflow: Workflow, after: Case, calendar: Calendar) -> Part:
    """A new round: the levels this amount and these facts need, stored, and the first of them asked."""
    name = workflow.by_state[after.state].approval
    if not name:
        return NONE
    levels = _levels(workflow, after, name)
    amount, seen_by_signers = workflow.approvals[name].amount(after), content_of(workflow, after)
    number = after.round + 1
    return Part(
        ticket={"round": number},
        items=asked_of(
            Asking(after, levels, number, seen_by_signers, calendar), 0, asked_seats(levels[0], ())
        ),
        levels=[_level_row(level, position, number, amount) for position, level in enumerate(levels)],
    )


def _levels(workflow: Workflow, case: Case, name: str) -> tuple[Level, ...]:
    """Never nobody: where the policy asks no one, the pm is asked rather than passing in silence."""
    facts = {fact.name for fact in workflow.facts if fact.check(case)}
    amount = workflow.approvals[name].amount(case)
    asked = levels_for(case.policy, name, amount_fen=amount, facts=facts)
    return asked or levels_for(FALLBACK, "fallback", amount_fen=amount, facts=facts)


FALLBACK: Mapping[str, Any] = {"approvals": {"fallback": {"levels": [ASK_PM]}}}


def content_of(workflow: Workflow, case: Case) -> bytes:
    """What is bound to a vote: the fields the workflow binds, secrets masked, and the rules in force."""
    bound = {name: masked(case.details.get(name)) for name in workflow.bound}
    return content_hash({"ticket": case.id, "rules": workflow.hash, "bound": bound})


def _level_row(level: Level, position: int, number: int, amount: int) -> Json:
    return {
        "round": number,
        "position": position,
        "name": level.name,
        "rule": level_to(level),
        "amount_fen": amount,
    }


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
        "holder": _account_of(case, whose.user),
        "content_hash": asking.content_hash.hex(),
        "due_at": deadline(case.now, level.timeout, asking.calendar) if level.timeout else case.now + WAIT,
    }


def _account_of(case: Case, person: str | None) -> str | None:
    """A personal seat names a person; the policy keeps which account that is."""
    people: Mapping[str, str] = case.policy.get("people", {})
    return next((account for account, each in people.items() if each == person), None) if person else None


def vote(seen: Seen, decision: Decision, after: Case) -> Part:
    """A signer's move: which duty it ends, and while the state stays, whom it brings in next."""
    case, seat = seen.case, signer_seat(seen.case, seen.actor)
    signing = all(who.kind == "signer" for who in decision.move.by)
    if not signing or seat is None or seen.actor.person is None:
        return NONE
    hashed = content_of(seen.workflow, case)
    if decision.enters:
        return Part(content_hash=hashed)
    verdict: Verdict = "refuse" if decision.move.trigger == "reject" else "approve"
    cast = Vote(seen.actor.person, seat, verdict)
    own = [item.id for item in case.items if item.seat == seat and item.kind == "vote"]
    done = [ending(item, "done", decision.move.trigger, seen) for item in own]
    return _after_vote(seen, cast, done, hashed)


def _after_vote(seen: Seen, cast: Vote, done: list[Json], hashed: bytes) -> Part:
    case, book = seen.case, seen.case.ladder
    asking = Asking(case, book.levels, case.round, hashed, calendar_of(seen))
    votes = (*book.votes, cast)
    level = book.levels[book.position]
    if outcome(level, votes) is Outcome.OPEN:
        return _goes_on(asking, book.position, votes, done, seen)
    left = [item for item in case.items if item.kind == "vote" and item.seat != cast.seat]
    unneeded = [ending(item.id, "not_needed", None, seen) for item in left]
    position = book.position + 1
    asked = asked_of(asking, position, asked_seats(book.levels[position], ()))
    return Part(items=[*done, *unneeded], new_items=asked, content_hash=hashed)


def _goes_on(asking: Asking, position: int, votes: tuple[Vote, ...], done: list[Json], seen: Seen) -> Part:
    """The same level: whose word can count no more is not needed, whose turn has come is asked."""
    asked = asked_seats(asking.levels[position], votes)
    mine = {each["id"] for each in done}
    others = [item for item in seen.case.items if item.kind == "vote" and item.id not in mine]
    unneeded = [ending(item.id, "not_needed", None, seen) for item in others if item.seat not in asked]
    held = {item.seat for item in others}
    new = asked_of(asking, position, (seat for seat in asked if seat not in held))
    return Part(items=[*done, *unneeded], new_items=new, content_hash=asking.content_hash)


def ending(item: str, status: str, decision: str | None, seen: Seen) -> Json:
    """One duty ended; who decided, and in whose right, stands only where somebody did."""
    decided = decision is not None and not seen.actor.is_system
    behalf = seen.actor.behalf if decided else None
    return {
        "id": item,
        "status": status,
        "holder": None,
        "ended_at": seen.case.now,
        "decision": decision,
        "decided_by": seen.actor.account if decided else None,
        "decided_by_person": seen.actor.hand if decided else None,
        **({"on_behalf_of": behalf.account, "behalf_person": behalf.person} if behalf else {}),
    }
