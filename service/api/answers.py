"""Answers as bytes: one object with its version, or one page of a list with its next cursor."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request

from service.api.versions import already_seen, etag


def answer(
    body: object, status: int = 200, *, version: int | None = None, location: str | None = None
) -> Response:
    """JSON; with a version also its ETag, and 304 for a GET that already has it."""
    response = Response(orjson.dumps(body), status=status, content_type="application/json")
    if location is not None:
        response.headers["Location"] = location
    return response if version is None else versioned(response, version)


def versioned(response: Response, version: int) -> Response:
    tag = etag(version)
    if request.method in ("GET", "HEAD") and already_seen(tag):
        response = Response(status=304)
    response.headers["ETag"] = tag
    return response


def empty(*, version: int | None = None) -> Response:
    """204, for what leaves nothing to show."""
    response = Response(status=204)
    return response if version is None else versioned(response, version)


def page(items: Sequence[Mapping[str, Any]], next_cursor: str | None) -> Response:
    """`{"items": …, "next": …}`, and the next page as a link (RFC 8288)."""
    response = answer({"items": items, "next": next_cursor})
    if next_cursor is not None:
        response.headers["Link"] = f'<{_next_address(next_cursor)}>; rel="next"'
    return response


def _next_address(next_cursor: str) -> str:
    """Relative, so that no forged Host header can lead a client elsewhere."""
    kept = [(name, value) for name, value in request.args.items() if name != "cursor"]
    return f"{request.path}?{urlencode([*kept, ('cursor', next_cursor)])}"
