"""Piled work: the next duty of the same kind, claimed without looking for it."""

from dataclasses import replace
from typing import Any

from marshmallow import ValidationError

from schemas.base import instance
from schemas.requests import NextItem
from service.door.admit import Answered, Asked, admit, replay
from service.door.operations import duty_of
from service.door.read import read_ticket
from service.errors import NotFound, NotNow, NotSo, NotYou, Stale
from service.queries.work_items.pieces import ME, POOL, SEEN, SHOWN
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import question_of
from service.usecases.work_items.operate import carried_out
from service.usecases.work_items.own_duty import CLAIM
from service.wrong import invalid


def claim_next(asked: Asked) -> Answered:
    """The most urgent one that the caller may claim; what a faster colleague takes meanwhile is passed over.

    Raises NotFound where nothing of the kind waits for the caller, or the refusal that bars all of it.
    """
    with statements() as sql:
        nothing = replace(asked, ref="", by_item=True)
        kept = replay(read_ticket(sql, question_of(nothing)), nothing)
        return kept or _next(sql, asked, _wanted(asked))


def _wanted(asked: Asked) -> dict[str, Any]:
    if asked.broken is not None:
        raise asked.broken
    try:
        return dict(instance(NextItem).load(asked.body))  # type: ignore[arg-type]
    except ValidationError as error:
        raise invalid(error) from error


def _next(sql: Sql, asked: Asked, wanted: dict[str, Any]) -> Answered:
    """Where colleagues were faster with all that one look found, more may wait behind it."""
    named = {"digest": asked.digest, "office": None, "workflow": None, "state": None, "limit": MOST} | wanted
    passed: list[str] = []
    for _ in range(MOST_LOOKS):
        found = [row["id"] for row in sql.all(WAITING, named | {"passed": passed})]
        taken = _first(sql, asked, found)
        if taken is not None:
            return taken
        if not found:
            break
        passed += found
    raise NotFound("没有等待您办理的此类待办。", "Nothing of that kind waits for you.")


def _first(sql: Sql, asked: Asked, found: list[str]) -> Answered | None:
    barred: NotSo | None = None
    for item in found:
        try:
            return _claimed(sql, replace(asked, ref=item, by_item=True, body={}))
        except (Stale, NotNow, NotYou):
            continue
        except NotSo as refusal:
            barred = barred or refusal
    if barred is not None:
        raise barred
    return None


def _claimed(sql: Sql, asked: Asked) -> Answered:
    row = read_ticket(sql, question_of(asked))
    kept = replay(row, asked)
    if kept is not None:
        return kept
    duty = duty_of(admit(row, asked, needs_version=False))
    return carried_out(sql, duty, replace(asked, version=duty.seen.case.version), CLAIM)


MOST, MOST_LOOKS = 20, 10
WAITING: Any = f"""{ME}{SHOWN}
SELECT p.id FROM seats s CROSS JOIN LATERAL (
    SELECT w.id::text AS id, w.due_at FROM work_item w WHERE {POOL}{SEEN}
       AND w.id <> ALL(%(passed)s::uuid[])
       AND (%(state)s::text IS NULL OR w.state = %(state)s)
       AND (%(workflow)s::text IS NULL OR EXISTS (
            SELECT FROM ticket f WHERE f.id = w.ticket_id AND f.workflow = %(workflow)s))
     ORDER BY w.due_at, w.id LIMIT %(limit)s) p
 ORDER BY p.due_at, p.id LIMIT %(limit)s
"""
