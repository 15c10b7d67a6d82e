"""Finds the form of a move or an opening by name, and loads a body through it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError

from schemas.base import Base, Form, instance
from schemas.errors import below, messages_of
from schemas.forms import complaint, dunning, moving, refund, rename, repair, visit
from schemas.json_schema import Shape, json_schema, object_shape
from schemas.requests import NewTicket
from schemas.when import check_times

FORMS: dict[str, dict[str, type[Form]]] = {
    "complaint": complaint.FORMS,
    "repair": repair.FORMS,
    "dunning": dunning.FORMS,
    "refund": refund.FORMS,
    "visit": visit.FORMS,
    "rename": rename.FORMS,
    **moving.FORMS,
}
OPENINGS: dict[str, type[Base]] = {
    "complaint": complaint.Opening,
    "repair": repair.Opening,
    "dunning": dunning.Opening,
    "refund": refund.Opening,
    "visit": visit.Opening,
    "rename": rename.Opening,
    **moving.OPENINGS,
}


def form_for(workflow: str, trigger: str) -> type[Form] | None:
    """The form of a move that a person may fire; None for the system's own."""
    return FORMS[workflow].get(trigger)


def opening_for(workflow: str) -> type[Base]:
    return OPENINGS[workflow]


def load_form(schema: type[Schema], raw: object, *, now: datetime, today: date) -> dict[str, Any]:
    """`raw`, a parsed body, as the form keeps it; one `ValidationError` names every field that is wrong."""
    made = instance(schema)
    loaded, errors = _loaded(made, raw)
    for name, said in check_times(made, loaded, now=now, today=today).items():
        errors.setdefault(name, said)
    if errors:
        raise ValidationError(errors)
    return loaded


def load_opening(raw: object, *, now: datetime, today: date) -> dict[str, Any]:
    """The body of `POST /tickets` with its `details`; errors of both come together."""
    loaded, errors = _loaded(instance(NewTicket), raw)
    if "workflow" in loaded and "details" in loaded:
        try:
            opening = opening_for(loaded["workflow"])
            loaded["details"] = load_form(opening, loaded["details"], now=now, today=today)
        except ValidationError as refused:
            errors |= messages_of(below("details", refused))
    if errors:
        raise ValidationError(errors)
    return loaded


def opening_schema() -> Shape:
    """The body of `POST /tickets` as JSON Schema: one branch a workflow."""
    return {"$schema": json_schema(NewTicket)["$schema"], "oneOf": [_branch(name) for name in OPENINGS]}


def _branch(workflow: str) -> Shape:
    shape = object_shape(instance(NewTicket))
    details = object_shape(instance(opening_for(workflow)))
    narrowed = {"workflow": {"const": workflow}, "details": details}
    return shape | {"title": workflow, "properties": shape["properties"] | narrowed}


def _loaded(schema: Schema, raw: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """What could be loaded, and what was wrong: times are checked on the rest all the same."""
    try:
        return schema.load(raw), {}  # type: ignore[arg-type]
    except ValidationError as refused:
        valid = refused.valid_data
        return (valid if isinstance(valid, dict) else {}), messages_of(refused)
