"""Approval in a plan: levels fixed when the state is entered, votes counted, the next level opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.door import staffing
from service.door.asking import Asking, account_of, asked_of, content_of
from service.door.carrying import Carried, carried
from service.door.level_timers import level_timers
from service.door.seen import Seen, moment
from service.door.timing import calendar_of
from service.policy import levels_for
from workflows.case import Case, Item
from workflows.engine import Decision, Workflow
from workflows.ladder import Level, Outcome, Seat, Verdict, Vote, asked_seats, level_to, outcome
from workflows.rights import signer_seat
from workflows.signers import added_at, is_removed

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What approval adds to a plan. `levels` are new, those of `ladder` have other signers than before;

    `asked` are the accounts of signers who joined and whose turn has come. `timers` are those of the level
    that is asked from now on; None: they stay as they are. `carried` are votes of the round before.
    """

    ticket: Json = field(default_factory=dict)
    items: list[Json] = field(default_factory=list)
    new_items: list[Json] = field(default_factory=list)
    levels: list[Json] = field(default_factory=list)
    content_hash: bytes | None = None
    ladder: list[Json] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    said: Json = field(default_factory=dict)
    timers: list[Json] | None = None
    carried: list[Json] = field(default_factory=list)


NONE = Part()


def enter(seen: Seen, decision: Decision, after: Case) -> Part:
    """A new round: the levels this amount and these facts need, stored, and the first of them asked."""
    workflow, calendar = seen.workflow, calendar_of(seen)
    name = workflow.by_state[after.state].approval
    if not name:
        return NONE
    asked, instead = staffing.seated_for(seen, decision, _levels(workflow, after, name))
    kept = carried(seen, decision, after, asked)
    levels, first = kept.levels, kept.levels[kept.position]
    amount, number = workflow.approvals[name].amount(after), after.round + 1
    asking = Asking(after, levels, number, content_of(workflow, after), calendar)
    items = [_kept_for(kept, item) for item in asked_of(asking, kept.position, asked_seats(first, ()))]
    return Part(
        ticket={"round": number},
        items=items,
        timers=level_timers(first, kept.position, items, (), calendar, after.now),
        said=staffing.said_of(instead) | kept.said,
        carried=kept.votes,
        levels=[_level_row(level, position, number, amount) for position, level in enumerate(levels)],
    )


def _kept_for(kept: Carried, item: Json) -> Json:
    """The seat of whoever sent it back to themselves is theirs at once."""
    account = kept.held.get(item["seat"])
    return {**item, "holder": account, "status": "claimed"} if account else item


def _levels(workflow: Workflow, case: Case, name: str) -> tuple[Level, ...]:
    """What the policy asks; it may be nothing at all."""
    facts = {fact.name for fact in workflow.facts if fact.check(case)}
    amount = workflow.approvals[name].amount(case)
    levels = levels_for(case.policy, name, amount_fen=amount, facts=facts)
    return tuple(
        replace(level, seats=tuple(_with_account(case, seat) for seat in level.seats)) for level in levels
    )


def _with_account(case: Case, seat: Seat) -> Seat:
    account = account_of(case, seat.user)
    return replace(seat, account=account) if account else seat


def _level_row(level: Level, position: int, number: int, amount: int) -> Json:
    return {
        "round": number,
        "position": position,
        "name": level.name,
        "rule": level_to(level),
        "amount_fen": amount,
    }


def vote(seen: Seen, decision: Decision, after: Case) -> Part:
    """A signer's move: which duty it ends, and while the state stays, whom it brings in next."""
    if decision.move.trigger == "skip" and not decision.enters:
        return _next_level(seen)
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


def _next_level(seen: Seen) -> Part:
    """The present level is over without the votes it waited for."""
    case, book = seen.case, seen.case.ladder
    ended = [ending(item.id, "not_needed", None, seen) for item in case.items if item.kind == "vote"]
    asking = _asking(seen, book.levels, content_of(seen.workflow, case))
    return _asked_next(asking, book.position + 1, ended)


def _after_vote(seen: Seen, cast: Vote, done: list[Json], hashed: bytes) -> Part:
    book = seen.case.ladder
    part = _standing(_asking(seen, book.levels, hashed), seen, (*book.votes, cast), done)
    return replace(part, content_hash=hashed)


def changed(seen: Seen, level: Level) -> Part:
    """Signers came to the present level or went: who is asked now and who no more.

    For a ladder that goes on; one that this completes leaves its state (`standing`).
    """
    book, case = seen.case.ladder, seen.case
    levels = _with(seen, level)
    part = _standing(_asking(seen, levels, content_of(seen.workflow, case)), seen, book.votes, [])
    return replace(part, ladder=[rewritten(case, level)])


def rewritten(case: Case, level: Level) -> Json:
    """The present level as it is stored from now on."""
    return {"round": case.round, "position": case.ladder.position, "rule": level_to(level)}


def standing(seen: Seen, level: Level) -> tuple[Case, Outcome]:
    """The case with the present level so, and what its whole ladder amounts to by the votes there are."""
    book = seen.case.ladder
    found = outcome(level, book.votes)
    last = book.position == len(book.levels) - 1
    whole = Outcome.OPEN if found is Outcome.PASSED and not last else found
    return replace(seen.case, ladder=replace(book, levels=_with(seen, level))), whole


def _with(seen: Seen, level: Level) -> tuple[Level, ...]:
    book = seen.case.ladder
    return tuple(level if n == book.position else each for n, each in enumerate(book.levels))


def _asking(seen: Seen, levels: tuple[Level, ...], hashed: bytes) -> Asking:
    return Asking(seen.case, levels, seen.case.round, hashed, calendar_of(seen))


def _standing(asking: Asking, seen: Seen, votes: tuple[Vote, ...], done: list[Json]) -> Part:
    """Whose word counts no more is not needed, whose turn has come is asked; the next level after this."""
    position = seen.case.ladder.position
    level = asking.levels[position]
    asked = asked_seats(level, votes)
    mine = {each["id"] for each in done}
    others = [item for item in seen.case.items if item.kind == "vote" and item.id not in mine]
    ended = [*done, *(_unasked(item, level, seen) for item in others if item.seat not in asked)]
    if outcome(level, votes) is Outcome.OPEN:
        held = {item.seat for item in others}
        new = asked_of(asking, position, (seat for seat in asked if seat not in held))
        joined = tuple(item["holder"] for item in new if added_at(level, item["seat"]) and item["holder"])
        kept = (due for item, due in _dues(seen) if item not in {each["id"] for each in ended})
        timers = _timers(asking, position, new, kept) if new else None
        return Part(items=ended, new_items=new, asked=joined, timers=timers)
    return _asked_next(asking, position + 1, ended)


def _asked_next(asking: Asking, position: int, ended: list[Json]) -> Part:
    new = asked_of(asking, position, asked_seats(asking.levels[position], ()))
    return Part(items=ended, new_items=new, timers=_timers(asking, position, new, ()))


def _timers(asking: Asking, position: int, new: list[Json], kept: Iterable[datetime]) -> list[Json]:
    return level_timers(asking.levels[position], position, new, kept, asking.calendar, asking.case.now)


def _dues(seen: Seen) -> Iterator[tuple[str, datetime]]:
    """Of the votes that are asked; one that is late already counts no more."""
    votes = (each for each in seen.row["items"] or () if each["kind"] == "vote")
    dues = ((str(each["id"]), moment(each["due_at"])) for each in votes)
    return (each for each in dues if each[1] > seen.case.now)


def _unasked(item: Item, level: Level, seen: Seen) -> Json:
    return ending(item.id, "cancelled" if _is_gone(item, level) else "not_needed", None, seen)


def gone(case: Case) -> set[str]:
    """Duties of signers who were taken away from the present level."""
    book = case.ladder
    if book.position >= len(book.levels):
        return set()
    return {item.id for item in case.items if _is_gone(item, book.levels[book.position])}


def _is_gone(item: Item, level: Level) -> bool:
    return item.kind == "vote" and item.seat is not None and is_removed(level, item.seat)


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
