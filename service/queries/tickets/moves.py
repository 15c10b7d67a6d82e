"""What may be done with a ticket now: every trigger of its state, with why not and who could."""

from functools import lru_cache
from typing import Any

from schemas.catalog import form_for
from schemas.json_schema import json_schema
from service.door.could import could_each
from service.door.hands import hand_for
from service.door.read import Question, read_ticket
from service.door.reasons import why_not
from service.door.seen import Seen, seen
from service.errors import NotFound
from service.transaction import statements
from workflows.words import title

Json = dict[str, Any]


def moves_of(ref: str, digest: bytes, lang: str) -> Json | None:
    """Two statements. None without a living token; raises NotFound where there is nothing to see."""
    with statements() as sql:
        row = read_ticket(sql, Question(ref=ref, digest=digest))
        if row["me"] is None:
            return None
        if row["ticket"] is None or not row["desks"]:
            raise NotFound()
        found = seen(row)
        triggers = found.workflow.triggers_of(found.case.state)
        could = could_each(sql, found, triggers)
    items = [_move(found, trigger, could[trigger], lang) for trigger in triggers]
    return {"version": found.case.version, "items": items}


def _move(seen: Seen, trigger: str, could: list[Json], lang: str) -> Json:
    failed = why_not(hand_for(seen, trigger), trigger)
    zh, en = title(seen.workflow.name, trigger)
    rows = seen.workflow.rows_of(seen.case.state, trigger)
    return {
        "trigger": trigger,
        "title": zh if lang == "zh" else en,
        "dest": list(dict.fromkeys(row.lands for row in rows)),
        "form": form_shape(seen.workflow.name, trigger),
        "allowed": not failed,
        "why_not": [{"rule": rule.name, "detail": rule.zh if lang == "zh" else rule.en} for rule in failed],
        "who_could": could,
    }


@lru_cache(maxsize=512)
def form_shape(workflow: str, trigger: str) -> Json | None:
    """JSON Schema of the form, made once; None for a trigger of the system."""
    form = form_for(workflow, trigger)
    return json_schema(form) if form else None
