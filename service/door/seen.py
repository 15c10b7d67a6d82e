"""What the read brought, as the rules look at it: `Case`, `Actor`, and the people a form names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.policies import policy_body
from workflows.case import SYSTEM, Actor, Behalf, Case, Item, Ladder, User
from workflows.catalog import DETAILS
from workflows.catalog import workflow as workflow_of
from workflows.engine import Workflow
from workflows.ladder import Vote, level_from

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as it was at one version, with who is asking."""

    workflow: Workflow
    case: Case
    actor: Actor
    row: Row

    @property
    def ticket(self) -> Row:
        return self.row["ticket"]  # type: ignore[no-any-return]


def seen(row: Row) -> Seen:
    """Of a row that has a ticket; without `me` the system is asking."""
    ticket = row["ticket"]
    return Seen(workflow_of(ticket["workflow"], ticket["workflow_version"]), _case(row), actor_of(row), row)


def actor_of(row: Row) -> Actor:
    me = row["me"]
    if me is None:
        return SYSTEM
    load = (row.get("facts") or {}).get("actor_load") or 0
    skills = frozenset(row.get("skills") or ())
    stands = frozenset(each["person"] for each in row.get("stands") or ())
    desks = frozenset(row["desks"])
    return Actor(me["id"], me["person"], desks, me["on_duty"], load, skills, stands_for=stands)


def stand_in(hand: Actor, absent: Row) -> Actor:
    """The same hand in the absent person's right. On shift and skilled must be who does it."""
    return replace(
        hand,
        person=absent["person"],
        desks=frozenset(absent["desks"]),
        load=absent["load"],
        behalf=Behalf(absent["id"], absent["person"], absent["username"], absent["cap_fen"]),
        deputy=hand.person,
    )


def users_of(row: Row) -> dict[str, User]:
    """Everybody whom the form names and who holds a desk in the ticket's office, by id and by name."""
    found: dict[str, User] = {}
    for each in row.get("users") or ():
        if each["desks"]:
            found[each["id"]] = found[each["username"]] = _user(each)
    return found


def _user(each: Row) -> User:
    return User(
        account=each["id"],
        person=each["person"],
        username=each["username"],
        desks=frozenset(each["desks"]),
        on_duty=each["on_duty"],
        load=each["load"],
        skills=frozenset(each["skills"]),
        stands_for=frozenset(each["stands_for"] or ()),
    )


def _case(row: Row) -> Case:
    ticket, facts = row["ticket"], row["facts"] or {}
    submitter, assignee = _person(ticket["submitter"]), _person(ticket["assignee"])
    return Case(
        id=ticket["id"],
        workflow=ticket["workflow"],
        state=ticket["state"],
        version=ticket["version"],
        now=moment(row["at"]),
        round=ticket["round"],
        submitter=submitter,
        assignee=assignee,
        urgency=ticket["urgency"],
        details=details_of(ticket["workflow"], row["details"] or {}),
        facts=facts,
        policy=policy_body(ticket["policy_id"]),
        items=tuple(_item(each) for each in row["items"] or ()),
        ladder=_ladder(row),
        barred=_barred(row, submitter),
        suspended=ticket["suspended"] is not None,
        passed_by=_passed_by(row),
    )


def _person(account: Row | None) -> str | None:
    return account["person"] if account else None


def details_of(workflow: str, stored: Row) -> dict[str, Any]:
    """The detail row with its moments and dates as Python's."""
    kinds = DETAILS[workflow]
    return {name: _typed(kinds.get(name), value) for name, value in stored.items() if name != "ticket_id"}


def _typed(kind: str | None, value: Any) -> Any:
    if value is None:
        return None
    if kind == "moment":
        return moment(value)
    return datetime.fromisoformat(value).date() if kind == "date" else value


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _item(each: Row) -> Item:
    holder = each["holder"] or {}
    return Item(
        id=each["id"],
        kind=each["kind"],
        desk=each["desk"],
        holder=holder.get("person"),
        holder_account=holder.get("id"),
        seat=each["seat"],
        status=each["status"],
        offered_to=frozenset(each["offered_to"]) if each["offered_to"] else None,
    )


def _ladder(row: Row) -> Ladder:
    """The level being asked is that of the open votes."""
    levels = tuple(level_from(rule) for rule in row["levels"] or ())
    asked = [each["level"] for each in row["items"] or () if each["kind"] == "vote"]
    if not asked:
        return Ladder(levels, len(levels))
    position = min(asked)
    votes = [each for each in row["votes"] or () if each["level"] == position]
    amount = int(row["levels"][position]["amount_fen"])
    return Ladder(levels, position, tuple(_vote(each) for each in votes), amount)


def _vote(each: Row) -> Vote:
    return Vote(each["person"], each["seat"], "approve" if each["decision"] == "approve" else "refuse")


def _passed_by(row: Row) -> frozenset[str]:
    """By person: who did an exceptional move that passed over a level, and who proposed it."""
    events = (row.get("beside") or {}).get("exceptions") or ()
    over = [each for each in events if each["form"]["skipped"]]
    named = {each["actor_person"] for each in over}
    proposed = {each["form"].get("proposed_by_person") for each in over}
    return frozenset(each for each in named | proposed if each)


def _barred(row: Row, submitter: str | None) -> frozenset[str]:
    """Four eyes, by person: whoever is barred from every round, and who voted in this one.

    A vote of a stand-in counts for both: who gave it, and in whose right.
    """
    voters = {each[who] for each in row["votes"] or () for who in ("person", "hand")}
    return barred_always(row, submitter) | frozenset(each for each in voters if each)


def barred_always(row: Row, submitter: str | None) -> frozenset[str]:
    """In every round: submitter, last editors, and whom the facts name."""
    named = set((row["facts"] or {}).get("barred") or ())
    editors = set(row["editors"] or ())
    return frozenset(each for each in {submitter, *named, *editors} if each)
