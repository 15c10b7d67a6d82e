"""The OpenAPI 3.1 document of the whole interface, put together by flask-smorest from the areas."""

import http
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from flask_smorest import Api
from marshmallow import Schema

from schemas.base import instance
from schemas.json_schema import object_shape
from service.api.area import Area
from service.api.described import problem_name
from service.api.phrases import phrase
from service.api.problems import CODES, PROBLEM_TYPE

TITLE = "Guanjia"
VERSION = "1"
OPENAPI = "3.1.0"
ABOUT = "Tickets, approvals and follow-up for property management. Errors are problem details (RFC 9457)."

SAID = {"type": "string"}
LISTED = {"type": "array", "items": {"type": "object"}}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": SAID,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": SAID,
        "code": {"type": "string", "enum": sorted(CODES)},
        "request_id": SAID,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": SAID, "detail": SAID},
            },
        },
        "rule": SAID,
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["rule", "detail"],
                "properties": {"rule": SAID, "detail": SAID},
            },
        },
        "state": SAID,
        "allowed": {"type": "array", "items": SAID},
        "who_could": LISTED,
        "missing": LISTED,
        "version": {"type": "integer"},
        "changed": LISTED,
    },
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token of POST /api/v1/tokens; lasts 12 hours.",
}


class HouseApi(Api):  # type: ignore[misc]
    """flask-smorest without its own error bodies: ours are problem documents."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Ours stand in `failures.py`."""

    def _register_etag_headers(self) -> None:
        """Ours are described route by route."""

    def _register_pagination_header(self) -> None:
        """Lists of ours name their next page in the body and in Link."""

    def _register_responses(self) -> None:
        self.spec.components.schema("Problem", PROBLEM)
        for status in http.HTTPStatus:
            if status >= http.HTTPStatus.BAD_REQUEST:
                self.spec.components.response(problem_name(status), _refusal(status), lazy=True)


def describe_api(areas: Iterable[Area]) -> HouseApi:
    """Made from the declarations alone, in an app of its own: no settings, no database."""
    app = Flask("guanjia")
    app.config.update(API_TITLE=TITLE, API_VERSION=VERSION, OPENAPI_VERSION=OPENAPI)
    options = {"info": {"description": ABOUT}, "security": [{"bearer": []}], "servers": [{"url": "/"}]}
    api = HouseApi(app, spec_kwargs=options)
    api.spec.components.security_scheme("bearer", BEARER)
    listed = list(areas)
    for name, schema in _schemas(listed).items():
        api.spec.components.schema(name, object_shape(instance(schema)))
    for area in listed:
        api.register_blueprint(area)
    return api


def _schemas(areas: Iterable[Area]) -> dict[str, type[Schema]]:
    found: dict[str, type[Schema]] = {}
    for schema in (each for area in areas for call in area.calls for each in call.schemas):
        if found.setdefault(schema.__name__, schema) is not schema:
            raise ValueError(f"two schemas are called {schema.__name__}")
    return found


def _refusal(status: http.HTTPStatus) -> Mapping[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": phrase(status), "content": {PROBLEM_TYPE: {"schema": schema}}}
