"""Handing over what a leaver has on one ticket (离职转办), as a plan: all that can be moved, in one event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from service.door import effects
from service.door.approvals import ending
from service.door.operations import Duty, held_by
from service.door.plan import Plan
from service.door.receivers import (
    HOLDS_DESK,
    ONE_SEAT,
    actor_of_user,
    barring_rules,
    refuses_receiver,
    takes_second_seat,
)
from service.door.seen import Seen, users_of
from workflows.case import User
from workflows.common import four_eyes
from workflows.ladder import Level, place
from workflows.levels import level_to
from workflows.rights import may
from workflows.signers import count, is_removed, named_anew
from workflows.terms import Rule

Json = dict[str, Any]
Rules = tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Leaver:
    account: str
    person: str
    username: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that would be orphaned, with what it changes; `refused`: why the receiver cannot have it."""

    kind: str
    id: str
    items: tuple[Json, ...] = ()
    ticket: Mapping[str, Any] = field(default_factory=dict)
    ladder: tuple[Json, ...] = ()
    offers: tuple[Json, ...] = ()
    refused: Rules = ()


def pieces_of(seen: Seen, leaver: Leaver, to: str) -> list[Piece]:
    """All that the leaver has on this ticket; `to` is the receiver's account."""
    user = users_of(seen.row).get(to)
    found = [
        *_duties(seen, leaver, user),
        *_offers(seen, leaver),
        *_assignee(seen, leaver, user),
        *_submitter(seen, leaver, user),
        *_seats(seen, leaver, user),
    ]
    return [replace(each, items=(), ticket={}, ladder=()) if each.refused else each for each in found]


def plan_hand_over(seen: Seen, leaver: Leaver, to: Mapping[str, str], pieces: list[Piece]) -> Plan | None:
    """None where nothing of it can be moved."""
    moved = [each for each in pieces if not each.refused]
    if not moved:
        return None
    case = seen.case
    (row,) = effects.rows(seen.ticket, [f"tell_assignee:{to['id']}"], case.version + 1, case.now)
    told = {**row, "payload": {**row["payload"], "to": to["id"], "about": "handed_over"}}
    said = {
        "from": leaver.username,
        "to": to["username"],
        "persons": {"from": leaver.person, "to": to["person"]},
        "kinds": [each.kind for each in moved],
    }
    ticket: Json = {}
    for each in moved:
        ticket |= each.ticket
    return Plan(
        trigger="hand_over",
        source=case.state,
        dest=case.state,
        seq=case.version + 1,
        at=case.now,
        ticket=ticket,
        details={},
        form=said,
        items=[item for each in moved for item in each.items],
        ladder=_merged([row for each in moved for row in each.ladder]),
        offers=[row for each in moved for row in each.offers],
        outbox=[told],
    )


def _merged(rows: list[Json]) -> list[Json]:
    """Each row holds the whole level, the later one with what the earlier one changed."""
    return list({row["position"]: row for row in rows}.values())


def _held(seen: Seen, leaver: Leaver) -> list[Duty]:
    rows = seen.row["items"] or ()
    return [Duty(seen, row) for row in rows if (row["holder"] or {}).get("id") == leaver.account]


def _duties(seen: Seen, leaver: Leaver, user: User | None) -> Iterator[Piece]:
    """An opinion is that of the person who was asked: nobody gives it in their stead."""
    for duty in _held(seen, leaver):
        if duty.kind == "opinion":
            yield Piece("opinion", duty.id, items=(ending(duty.id, "not_needed", None, seen),))
        else:
            refused = _refuses(duty, user)
            account = user.account if user else None
            yield Piece("work_item", duty.id, items=(held_by(duty, account),), refused=refused)


def _offers(seen: Seen, leaver: Leaver) -> Iterator[Piece]:
    """What was offered to the leaver is for the others it was offered to, and for nobody else: the pool's."""
    for row in seen.row["items"] or ():
        if leaver.person in (row["offered_to"] or ()):
            rest = [person for person in row["offered_to"] if person != leaver.person] or None
            item = {**held_by(Duty(seen, row), None), "offered_to": rest}
            ended = {"item": row["id"], "person": leaver.person, "status": "expired", "reason": None}
            yield Piece("offer", str(row["id"]), items=(item,), offers=(ended,))


def _refuses(duty: Duty, user: User | None) -> Rules:
    if user is None:
        return (HOLDS_DESK,)
    if duty.work is not None and duty.work.kind == "submitter":
        return _as_submitter(duty.seen, user)
    if duty.kind == "vote" and duty.desk is None:
        return _in_person(duty, user)
    return refuses_receiver(duty, user)


def _in_person(duty: Duty, user: User) -> Rules:
    """A seat that names a person asks for no desk; a policy could name the receiver as well."""
    actor = actor_of_user(user)
    second = (ONE_SEAT,) if takes_second_seat(duty, actor) else ()
    return (*second, *barring_rules(duty, actor))


def _assignee(seen: Seen, leaver: Leaver, user: User | None) -> Iterator[Piece]:
    """The relation goes with the duty of a state that is the assignee's; elsewhere it goes by itself."""
    if (seen.ticket["assignee"] or {}).get("id") != leaver.account:
        return
    duties = [each for each in _held(seen, leaver) if each.work and each.work.kind == "assignee"]
    refused = _refuses(duties[0], user) if duties else _as_assignee(seen, user)
    account = user.account if user else None
    yield Piece("assignee", seen.case.id, ticket={"assignee": account}, refused=refused)


def _as_assignee(seen: Seen, user: User | None) -> Rules:
    named = (
        seen.case.details.get(name[1:]) if name.startswith("$") else name for name in seen.workflow.assignees
    )
    wanted = {each for each in named if each}
    return () if user and (not wanted or wanted & user.desks) else (HOLDS_DESK,)


def _submitter(seen: Seen, leaver: Leaver, user: User | None) -> Iterator[Piece]:
    """Of workflows that give work back to who opened it: a return to nobody would be an orphan."""
    if (seen.ticket["submitter"] or {}).get("id") != leaver.account:
        return
    if not any(state.work and state.work.who.kind == "submitter" for state in seen.workflow.states):
        return
    account = user.account if user else None
    refused = _as_submitter(seen, user) if user else (HOLDS_DESK,)
    yield Piece("submitter", seen.case.id, ticket={"submitter": account}, refused=refused)


def _as_submitter(seen: Seen, user: User) -> Rules:
    """Somebody who could have opened it, and who decides nothing in this round."""
    actor = actor_of_user(user)
    if not any(may(who, seen.case, actor) for who in seen.workflow.opening.by):
        return (HOLDS_DESK,)
    votes = {each[who] for each in seen.row["votes"] or () for who in ("person", "hand")}
    held = {item.holder for item in seen.case.items if item.kind == "vote"}
    return (four_eyes,) if user.person in votes | held else ()


def _seats(seen: Seen, leaver: Leaver, user: User | None) -> Iterator[Piece]:
    """Personal seats of this round that nobody has been asked for yet."""
    book = seen.case.ladder
    for position in range(book.position, len(book.levels)):
        level = book.levels[position]
        asked = _asked(seen, position)
        for seat in range(count(level)):
            waits = seat not in asked and not is_removed(level, seat)
            if waits and place(level, seat).user == leaver.person:
                refused = _as_signer(seen, level, user)
                if user and not refused:
                    level = named_anew(level, seat, user=user.person, account=user.account)
                yield Piece("seat", seen.case.id, ladder=(_row(seen, position, level),), refused=refused)


def _asked(seen: Seen, position: int) -> set[int]:
    """Seats of the present level that have a duty or a vote."""
    if position != seen.case.ladder.position:
        return set()
    open_seats = {item.seat for item in seen.case.items if item.kind == "vote" and item.seat is not None}
    return open_seats | {vote.seat for vote in seen.case.ladder.votes}


def _as_signer(seen: Seen, level: Level, user: User | None) -> Rules:
    if user is None:
        return (HOLDS_DESK,)
    if any(place(level, seat).user == user.person for seat in range(count(level))):
        return (ONE_SEAT,)
    return (four_eyes,) if user.person in seen.case.barred else ()


def _row(seen: Seen, position: int, level: Level) -> Json:
    return {"round": seen.case.round, "position": position, "rule": level_to(level)}
