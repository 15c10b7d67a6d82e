"""What may be done with a ticket now: every trigger of its state, with why not and who could."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from schemas.catalog import form_for
from schemas.json_schema import json_schema
from service.door.could import could_each
from service.door.operations import Duty
from service.door.seen import Seen
from service.transaction import Sql, statements
from service.usecases.rights.declared import ITEM_OPERATIONS, TICKET_OPERATIONS
from service.usecases.rights.eyes import in_eyes_of
from service.usecases.rights.reasons import (
    against_operation,
    against_ticket_operation,
    against_trigger,
)
from workflows.terms import Rule
from workflows.words import operation_title, title

Json = dict[str, Any]


def moves_of(ref: str, digest: bytes, lang: str, *, whom: str | None = None) -> Json:
    """Two statements, or three in the eyes of somebody else, who may be named by id or account name."""
    with statements() as sql:
        found = in_eyes_of(sql, ref, digest, whom)
        triggers = found.workflow.triggers_of(found.case.state)
        could = could_each(sql, found, triggers)
        operations = list(_operations(sql, found, lang))
        items = [_move(sql, found, trigger, could[trigger], lang) for trigger in triggers]
    return {"version": found.case.version, "items": items, "operations": operations}


def _operations(sql: Sql, seen: Seen, lang: str) -> Iterator[Json]:
    """What may be done with the ticket, and with every open duty beside deciding it."""
    for name, on_ticket in TICKET_OPERATIONS.items():
        yield _operation(None, name, against_ticket_operation(seen, on_ticket), lang)
    for item in seen.row["items"] or ():
        duty = Duty(seen, item)
        for operation in ITEM_OPERATIONS.values():
            yield _operation(duty.id, operation.name, against_operation(sql, duty, operation), lang)


def _operation(item: str | None, name: str, failed: Sequence[Rule], lang: str) -> Json:
    zh, en = operation_title(name)
    said = {"item": item, "operation": name, "title": zh if lang == "zh" else en}
    return {**said, "allowed": not failed, "why_not": told(failed, lang)}


def _move(sql: Sql, seen: Seen, trigger: str, could: list[Json], lang: str) -> Json:
    failed = against_trigger(sql, seen, trigger)
    zh, en = title(seen.workflow.name, trigger)
    rows = seen.workflow.rows_of(seen.case.state, trigger)
    return {
        "trigger": trigger,
        "title": zh if lang == "zh" else en,
        "dest": list(dict.fromkeys(row.lands for row in rows)),
        "form": form_shape(seen.workflow.name, trigger),
        "allowed": not failed,
        "why_not": told(failed, lang),
        "who_could": could,
    }


def told(failed: Iterable[Rule], lang: str) -> list[Json]:
    return [{"rule": rule.name, "detail": rule.zh if lang == "zh" else rule.en} for rule in failed]


@lru_cache(maxsize=512)
def form_shape(workflow: str, trigger: str) -> Json | None:
    """JSON Schema of the form, made once; None for a trigger of the system."""
    form = form_for(workflow, trigger)
    return json_schema(form) if form else None
