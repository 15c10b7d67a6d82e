"""Says a schema of ours as JSON Schema (draft 2020-12), for `GET /workflows`, moves and OpenAPI."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Shape = dict[str, Any]


def json_schema(form: type[Schema] | Schema) -> Shape:
    """The whole of `form` as a document of its own."""
    return {"$schema": DIALECT, **object_shape(form() if isinstance(form, type) else form)}


def object_shape(schema: Schema) -> Shape:
    """The same without the dialect, to stand inside another document."""
    properties: Shape = {}
    required: list[str] = []
    for name, field in schema.load_fields.items():
        key = field.data_key or name
        properties[key] = field_shape(field)
        if field.required:
            required.append(key)
    shape: Shape = {
        "type": "object",
        "properties": properties,
        "additionalProperties": schema.unknown == INCLUDE,
    }
    if required:
        shape["required"] = required
    between = [said for rule in getattr(schema, "conditions", ()) for said in rule.shape()]
    if between:
        shape["allOf"] = between
    return shape


def field_shape(field: Any) -> Shape:
    """What one field takes; the API hands this to apispec as its attribute function."""
    described = getattr(field, "described", None)
    return dict(described()) if described else {}
