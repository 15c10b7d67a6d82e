"""Who could fire a trigger now: whom the enforcer itself would let through, by desk and relation."""

from collections.abc import Iterable, Iterator
from typing import Any, LiteralString

from service.door.read_parts import DESKS, LOAD, SKILLS, UP
from service.door.seen import Seen, stand_in
from service.door.standing_parts import ACTIVE, STANDS
from service.transaction import Sql
from workflows.case import Actor
from workflows.ladder import open_seats
from workflows.ladder import place as place_of
from workflows.rights import signer_seat, signing_desks
from workflows.terms import Who

Json = dict[str, Any]


def who_could(sql: Sql, seen: Seen, trigger: str) -> list[Json]:
    """Desks with those of their holders who really could, and related persons, by the rows of this state."""
    return could_each(sql, seen, [trigger])[trigger]


def could_each(sql: Sql, seen: Seen, triggers: Iterable[str]) -> dict[str, list[Json]]:
    """The same for several triggers with one statement."""
    whos = {trigger: _named(seen, trigger) for trigger in triggers}
    desks = sorted({desk for each in whos.values() for who in each for desk in _desks(seen, who)})
    people = in_each_right(_people(sql, seen, desks)) if any(whos.values()) else []
    return {trigger: list(_could(seen, trigger, named, people)) for trigger, named in whos.items()}


def _named(seen: Seen, trigger: str) -> list[Who]:
    rows = seen.workflow.rows_of(seen.case.state, trigger)
    return [who for who in dict.fromkeys(who for row in rows for who in row.by) if who.kind != "system"]


def _could(seen: Seen, trigger: str, whos: Iterable[Who], people: list[Json]) -> Iterator[Json]:
    """By desk, else by relation; whom a rule about the person bars is left out."""
    able = [each for each in people if seen.workflow.may_now(seen.case, each["actor"], trigger)]
    told: set[str] = set()
    for who in whos:
        for place in _desks(seen, who) or [who.kind]:
            users = list(dict.fromkeys(e["username"] for e in able if _fits(seen, place, who, e["actor"])))
            if users and place not in told:
                told.add(place)
                yield {"desk": place, "office": seen.ticket["office"]["code"], "users": users}


def _fits(seen: Seen, place: str, who: Who, actor: Actor) -> bool:
    if place != who.kind:
        return place in actor.desks
    if who.kind == "signer":
        return _signs_by_name(seen, actor)
    related = {"assignee": seen.case.assignee, "submitter": seen.case.submitter}
    return actor.person == related.get(who.kind)


def _signs_by_name(seen: Seen, actor: Actor) -> bool:
    """On a seat that names a person, not out of a desk's pool."""
    book, seat = seen.case.ladder, signer_seat(seen.case, actor)
    return seat is not None and place_of(book.levels[book.position], seat).user is not None


def actor_of_user(user: Json) -> Actor:
    return Actor(
        account=user["id"],
        person=user["person"],
        desks=frozenset(user["desks"]),
        on_duty=user["on_duty"],
        load=user["load"],
        skills=frozenset(user["skills"]),
        stands_for=frozenset(each["person"] for each in user["stands"] or ()),
    )


def in_each_right(people: Iterable[Json]) -> list[Json]:
    """Each of them as `actor` in their own right, and again in that of everybody they stand in for."""
    hands = [(user, actor_of_user(user)) for user in people]
    return [
        {"username": user["username"], "actor": actor}
        for user, own in hands
        for actor in (own, *(stand_in(own, absent) for absent in user["stands"] or ()))
    ]


def _desks(seen: Seen, who: Who) -> list[str]:
    if who.kind == "signer":
        book = seen.case.ladder
        if book.position >= len(book.levels):
            return []
        level = book.levels[book.position]
        seats = (place_of(level, seat).desk for seat in open_seats(level, book.votes))
        return [desk or who.kind for desk in dict.fromkeys(seats)]
    return {"desk": [who.desk], "customer": ["clerk"]}.get(who.kind, [])


def signing_and_firing(seen: Seen) -> set[str]:
    """Every desk that some row or level of this workflow names."""
    named = {who.desk for row in seen.workflow.rows for who in row.by if who.desk}
    return named | signing_desks(seen.case) | {"clerk"}


def _people(sql: Sql, seen: Seen, desks: list[str]) -> list[Json]:
    """Holders of these desks, whoever the ticket or a duty of it names, and who stands in for any of them."""
    named = [seen.ticket["submitter"], seen.ticket["assignee"]]
    held = [each["holder"] for each in seen.row["items"] or ()]
    accounts = [each["id"] for each in (*named, *held) if each]
    asked = {"office": seen.ticket["office"]["id"], "workflow": seen.ticket["workflow"]}
    return sql.all(PEOPLE, {**asked, "desks": desks, "accounts": accounts})


PEOPLE: LiteralString = f"""
WITH up AS MATERIALIZED ({UP.format(office="%(office)s")}), named AS MATERIALIZED (
    SELECT unnest(%(accounts)s::uuid[]) AS id UNION SELECT h.account_id FROM up, desk_holding h
     WHERE h.until IS NULL AND h.desk = ANY(%(desks)s) AND h.office_id = ANY(up.ids))
SELECT a.id::text, a.username, a.person_id::text AS person, a.on_duty,
       {DESKS.format(account="a.id")} AS desks,
       {SKILLS.format(account="a.id")} AS skills, {LOAD.format(account="a.id")} AS load,
       {STANDS.format(person="a.person_id", workflow="%(workflow)s")} AS stands
  FROM up, account a
 WHERE a.disabled_at IS NULL AND (a.id IN (SELECT id FROM named) OR a.person_id IN (
           SELECT s.receiver_person FROM substitution s JOIN named ON named.id = s.absent_id WHERE {ACTIVE})
           AND EXISTS (SELECT FROM desk_holding h
                        WHERE h.account_id = a.id AND h.until IS NULL AND h.office_id = ANY(up.ids)))
 ORDER BY a.username
"""
