"""For one person, one ticket and one action: may they, what stands in the way, and who could instead."""

from collections.abc import Iterator
from typing import Any

from service.door.answer import person
from service.door.could import who_could
from service.door.holders import holders
from service.door.operations import Duty
from service.door.seen import Seen
from service.errors import invalid_field
from service.transaction import Sql, statements
from service.usecases.rights.declared import ITEM_OPERATIONS, TICKET_OPERATIONS
from service.usecases.rights.eyes import in_eyes_of
from service.usecases.rights.moves import told
from service.usecases.rights.reasons import (
    against_operation,
    against_ticket_operation,
    against_trigger,
    not_now,
)
from service.usecases.work_items import operate
from workflows.words import operation_title, title

Json = dict[str, Any]


def explain_right(ref: str, digest: bytes, lang: str, *, whom: str | None, action: str) -> Json:
    """`action` is a trigger of the ticket's workflow, or an operation as the log calls it.

    An operation is answered for every open duty: it may be done when it may be done to one of them.
    Raises Unauthenticated, NotFound, NotYou, Invalid for a stranger or an action that does not exist.
    """
    with statements() as sql:
        seen = in_eyes_of(sql, ref, digest, whom, field="person")
        if seen.workflow.knows(action):
            found = _of_trigger(sql, seen, action, lang)
        elif action in ITEM_OPERATIONS:
            found = _of_operation(sql, seen, action, lang)
        elif action in TICKET_OPERATIONS:
            found = _of_ticket_operation(sql, seen, action, lang)
        else:
            raise invalid_field("action", "没有这个操作。", "There is no such action for this ticket.")
    about = {"person": person(seen.row["me"]), "action": action}
    return {**about, "version": seen.case.version, "state": seen.case.state, **found}


def _of_trigger(sql: Sql, seen: Seen, trigger: str, lang: str) -> Json:
    failed = against_trigger(sql, seen, trigger)
    return {
        "title": _in(lang, title(seen.workflow.name, trigger)),
        "allowed": not failed,
        "why_not": told(failed, lang),
        "who_could": who_could(sql, seen, trigger),
        "items": [],
    }


def _of_ticket_operation(sql: Sql, seen: Seen, name: str, lang: str) -> Json:
    operation = TICKET_OPERATIONS[name]
    failed = against_ticket_operation(seen, operation)
    return {
        "title": _in(lang, operation_title(name)),
        "allowed": not failed,
        "why_not": told(failed, lang),
        "who_could": holders(sql, seen, operation.desks),
        "items": [],
    }


def _of_operation(sql: Sql, seen: Seen, name: str, lang: str) -> Json:
    items = list(_items(sql, seen, name, lang))
    allowed = any(each["allowed"] for each in items)
    reasons = [reason for each in items for reason in each["why_not"]] or told([not_now(seen)], lang)
    could = [each for item in items for each in item["who_could"]]
    return {
        "title": _in(lang, operation_title(name)),
        "allowed": allowed,
        "why_not": [] if allowed else _once(reasons),
        "who_could": _once(could),
        "items": items,
    }


def _items(sql: Sql, seen: Seen, name: str, lang: str) -> Iterator[Json]:
    operation = ITEM_OPERATIONS[name]
    for row in seen.row["items"] or ():
        duty = Duty(seen, row)
        failed = against_operation(sql, duty, operation)
        could = operate.who_could(sql, duty, operation.desks)
        yield {"id": duty.id, "allowed": not failed, "why_not": told(failed, lang), "who_could": could}


def _once(said: list[Json]) -> list[Json]:
    return [each for number, each in enumerate(said) if each not in said[:number]]


def _in(lang: str, words: tuple[str, str]) -> str:
    return words[0] if lang == "zh" else words[1]
