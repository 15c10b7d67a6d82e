"""What OpenAPI says of a route, made from the declaration that the route runs by."""

import http
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema

from schemas.base import instance
from schemas.json_schema import field_shape
from service.api.call import Call, Shape
from service.api.phrases import phrase

TAG = {"schema": {"type": "string"}, "description": "The version, as a strong entity tag."}
PLACE = {"schema": {"type": "string", "format": "uri-reference"}, "description": "Where the new thing is."}
NEXT = {"schema": {"type": "string"}, "description": "The next page, rel=next (RFC 8288)."}
LEADS_ON = {
    "schema": {"type": "string"},
    "description": "The duty of the same ticket that the caller may do at once, rel=next (RFC 8288).",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": 'The version seen, one strong entity tag such as `"v7"`.',
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "Answers 304 when this is still the version.",
}
# As the server reads it: blanks around a header's value are no part of it.
KEY_PATTERN = "^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$"
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": KEY_PATTERN},
    "description": "Same key and body: the first answer again. Kept 24 hours.",
}

DRY_RUN = {
    "in": "query",
    "name": "dry_run",
    "schema": {"type": "boolean", "default": False},
    "description": "Answers what the call would answer, with the header `Dry-Run: true`, and writes nothing; "
    "an Idempotency-Key is ignored.",
}
DRY_RUN_HEADER = {"schema": {"const": "true"}, "description": "There on a dry run only: nothing was written."}


def problem_name(status: int) -> str:
    return f"Problem{status}"


def described(call: Call) -> dict[str, Any]:
    """The operation object; `spec.py` adds the schemas it refers to."""
    said: dict[str, Any] = {
        "operationId": call.name,
        "parameters": list(_parameters(call)),
        "responses": {str(call.status): _success(call)} | _also(call) | _refusals(call),
    }
    if call.body is not None:
        said["requestBody"] = _request_body(call)
    if call.guard == "none":
        said["security"] = []
    return said


def _parameters(call: Call) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if call.query is not None:
        found.extend(_query_parameters(call.query))
    if call.rehearses:
        found.append(DRY_RUN)
    if call.version:
        found.append(IF_MATCH if call.unsafe else IF_NONE_MATCH)
    if call.method == "POST" and call.guard != "none":
        found.append(KEY)
    return found


def _query_parameters(schema: type[Schema]) -> Iterator[dict[str, Any]]:
    for name, field in instance(schema).load_fields.items():
        shape = {
            key: said for key, said in field_shape(field).items() if said is not None or key != "default"
        }
        yield {"in": "query", "name": field.data_key or name, "required": field.required, "schema": shape}


def _request_body(call: Call) -> dict[str, Any]:
    return {"required": call.body_needed, "content": {call.body_type: {"schema": _schema(call.body)}}}


def _schema(shape: Shape | None) -> dict[str, Any]:
    return (
        {"$ref": f"#/components/schemas/{shape.__name__}"} if isinstance(shape, type) else dict(shape or {})
    )


def _success(call: Call) -> dict[str, Any]:
    headers = _headers(call)
    return _answer(call, call.status, call.answer) | ({"headers": headers} if headers else {})


def _also(call: Call) -> dict[str, Any]:
    return {str(status): _answer(call, status, shape) for status, shape in call.also}


def _answer(call: Call, status: int, shape: Shape | None) -> dict[str, Any]:
    said: dict[str, Any] = {"description": phrase(status)}
    return said if shape is None else said | {"content": {call.answer_type: {"schema": _schema(shape)}}}


def _headers(call: Call) -> dict[str, Any]:
    found = {"ETag": TAG} if call.version else {}
    found |= {"Location": PLACE} if call.status == http.HTTPStatus.CREATED else {}
    found |= {"Dry-Run": DRY_RUN_HEADER} if call.rehearses else {}
    found |= {"Link": LEADS_ON} if call.leads_on else {}
    return found | ({"Link": NEXT} if call.listed else {})


def _refusals(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = {str(status): problem_name(status) for status in call.refusals}
    if call.version and not call.unsafe:
        found["304"] = {"description": phrase(304)}
    return found
