"""The description of the interface, as a file for programs and as a page for people: no script, no CDN."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import orjson
from flask import Blueprint, Response, g, render_template

from service.api.areas import AREAS
from service.api.problems import TITLES
from service.api.spec import describe_api
from service.errors import Problem

docs = Blueprint(
    "docs",
    __name__,
    url_prefix="/api",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
METHODS = ("get", "post", "put", "patch", "delete", "options")


@docs.get("/openapi.json")
def openapi_file() -> Response:
    return Response(orjson.dumps(_spec()), content_type="application/json")


@docs.get("/docs")
def docs_page() -> Response:
    spec = _spec()
    page = render_template(
        "docs.html",
        language=g.language,
        info=spec["info"],
        tags=list(_by_tag(spec)),
        schemas=spec["components"]["schemas"],
        codes=_codes(),
    )
    return Response(page, content_type="text/html; charset=utf-8")


@cache
def _spec() -> dict[str, Any]:
    """Made when somebody first asks: workers and commands start without it."""
    spec: dict[str, Any] = describe_api(AREAS).spec.to_dict()
    return spec


def _by_tag(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for tag in spec["tags"]:
        operations = [each for each in _operations(spec) if tag["name"] in each["tags"]]
        yield {**tag, "operations": operations}


def _operations(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                said = item[method]
                yield {
                    **said,
                    "path": path,
                    "method": method,
                    "parameters": shared + said.get("parameters", []),
                }


def _codes() -> list[dict[str, str]]:
    kinds = {kind.code: kind for kind in Problem.__subclasses__()}
    return [
        {"code": code, "title": title[g.language], "status": str(kinds[code].status) if code in kinds else ""}
        for code, title in TITLES.items()
    ]
