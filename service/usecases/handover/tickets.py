"""The tickets of a leaver: each goes through the door by itself, and none holds up the others."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, LiteralString
from uuid import UUID

import orjson

from service.door.admit import CHALLENGE
from service.door.handover import Leaver, Piece, pieces_of, plan_hand_over
from service.door.read import Question, read_ticket
from service.door.seen import Seen, seen
from service.door.write import write_move
from service.errors import NotSo, NotYou, RuleError, Stale, Unauthenticated
from service.transaction import statements
from service.usecases.handover.shape import Receiver, Result

MOST_READS = 5


def hand_over_tickets(
    leaver: Leaver, to: Receiver, *, digest: bytes, offices: Collection[UUID]
) -> Iterator[Result]:
    """Open tickets of these offices that name the leaver, the oldest first."""
    named = {
        "account": leaver.account,
        "person": leaver.person,
        "seat": orjson.dumps([{"user": leaver.person}]).decode(),
        "offices": list(offices),
    }
    with statements() as sql:
        tickets = [str(row["id"]) for row in sql.all(NAMING, named)]
    for ticket in tickets:
        yield from _one(ticket, leaver, to, digest)


def _one(ticket: str, leaver: Leaver, to: Receiver, digest: bytes) -> Iterator[Result]:
    """A lost race is read again: there may be less to hand over by then."""
    receiver = {"id": str(to.account), "username": to.username, "person": str(to.person)}
    number, pieces = None, []
    for _ in range(MOST_READS):
        with statements() as sql:
            row = read_ticket(sql, Question(ref=ticket, digest=digest, users=(receiver["id"],)))
            found = _administered(row)
            number, pieces = found.ticket["number"], pieces_of(found, leaver, receiver["id"])
            plan = plan_hand_over(found, leaver, receiver, pieces)
            if plan is None or write_move(sql, found, plan):
                yield from (_result(each, number) for each in pieces)
                return
    yield from (Result(each.kind, each.id, number, Stale()) for each in pieces)


def _administered(row: Mapping[str, Any]) -> Seen:
    """The right is read anew with each ticket: a token may end, a desk be taken, while this goes on."""
    if row["me"] is None:
        raise Unauthenticated(headers=CHALLENGE)
    if "admin" not in row["desks"]:
        raise NotYou(who_could=[{"desk": "admin"}])
    return seen(row)


def _result(piece: Piece, number: str) -> Result:
    if not piece.refused:
        return Result(piece.kind, piece.id, number)
    rules = [RuleError(rule.name, rule.zh, rule.en) for rule in piece.refused]
    first = piece.refused[0]
    return Result(piece.kind, piece.id, number, NotSo(first.zh, first.en, rule=first.name, rules=rules))


# Seats of a round that nobody has been asked for yet stand in its levels.
NAMING: LiteralString = """
SELECT t.id FROM ticket t
 WHERE t.closed_at IS NULL AND t.office_id = ANY(%(offices)s)
   AND (t.assignee_id = %(account)s::uuid OR t.submitter_id = %(account)s::uuid
        OR EXISTS (SELECT FROM work_item w WHERE w.ticket_id = t.id AND w.holder_id = %(account)s::uuid
                      AND w.status IN ('open', 'claimed'))
        OR EXISTS (SELECT FROM work_item w WHERE w.ticket_id = t.id AND %(person)s::uuid = ANY(w.offered_to)
                      AND w.status IN ('open', 'claimed'))
        OR EXISTS (SELECT FROM approval_level v WHERE v.ticket_id = t.id AND v.round = t.round
                      AND (v.rule -> 'seats' @> %(seat)s::jsonb OR v.rule -> 'added' @> %(seat)s::jsonb)))
 ORDER BY t.id
"""
