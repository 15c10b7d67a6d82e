"""The one way to add a route: framed by its guard, and described by the same words."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Response, after_this_request, g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from service.api.asked import read_ahead
from service.api.call import Call
from service.api.described import described
from service.api.guard import bearer_digest, current_caller
from service.api.idempotency import answered_once, idempotency_key
from service.api.query import is_dry_run, refuse_query
from service.errors import NotFound
from service.transaction import rehearsal, repeated

View = Callable[..., Response]
# Ids and ticket numbers may stand in the log; anything else in an address may have been typed by a person.
LOGGABLE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2}-[A-Z0-9]+-\d{8}-\d+", re.ASCII)


class Area(Blueprint):  # type: ignore[misc]
    """A blueprint under /api/v1 whose routes are guarded unless they say otherwise."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/api/v1", description=description)
        self.calls: list[Call] = []

    def call(self, method: str, rule: str, **asked: Any) -> Callable[[View], View]:
        """`asked` are the fields of `Call`."""

        def added(view: View) -> View:
            call = Call(method=method, rule=rule, name=view.__name__, **asked)
            framed = _framed(view, call)
            framed._apidoc = {"manual_doc": described(call)}  # type: ignore[attr-defined]
            self.calls.append(call)
            self.add_url_rule(rule, view.__name__, framed, methods=[method])
            return view

        return added

    def declare(self, method: str, rule: str, name: str, summary: str, *, view: View, **asked: Any) -> None:
        """A route of many that look alike: its name and summary are said instead of written as a function."""
        view.__name__, view.__doc__ = name, summary
        self.call(method, rule, **asked)(view)

    def operation(
        self, rule: str, name: str, summary: str, *, body: type[Schema], view: View, **asked: Any
    ) -> None:
        """A POST on one version of a ticket or a duty."""
        self.declare("POST", rule, name, summary, view=view, guard="digest", body=body, version=True, **asked)


def _framed(view: View, call: Call) -> View:
    @functools.wraps(view)
    def framed(**parts: str) -> Response:
        g.call = call
        if call.limit is not None:
            request.max_content_length = call.limit
        if not is_dry_run():
            return (
                repeated(lambda: _answered(view, call, parts))
                if call.unsafe
                else _answered(view, call, parts)
            )
        return _rehearsed(view, call, parts)

    return framed


def _rehearsed(view: View, call: Call, parts: Mapping[str, str]) -> Response:
    """The connection is held to the end, so whoever has no token gets none, and a slow body comes first.

    It keeps the locks of all that it tries, so two may wait for each other: who gives way begins anew.
    """
    after_this_request(_marked)
    structlog.contextvars.bind_contextvars(dry_run=True)
    bearer_digest()
    read_ahead()

    def tried() -> Response:
        with rehearsal():
            return _answered(view, call, parts)

    return repeated(tried)


def _answered(view: View, call: Call, parts: Mapping[str, str]) -> Response:
    _admit(call, parts)
    if call.keeps_key:
        return answered_once(current_caller().account_id, lambda: view(**parts))
    if call.method == "POST" and call.trail:
        idempotency_key()
    return _without_strange_query(view(**parts), call)


def _marked(response: Response) -> Response:
    """On refusals too, so that nobody takes what would happen for what did."""
    response.headers["Dry-Run"] = "true"
    return response


def _admit(call: Call, parts: Mapping[str, str]) -> None:
    """401; then 404 for what no row can be called; then parameters that a call without any was given."""
    if call.guard == "token":
        current_caller()
    elif call.guard == "digest":
        bearer_digest()
    if not all(_could_be_id(part) for part in parts.values()):
        raise NotFound()
    logged = {name: part for name, part in parts.items() if LOGGABLE.fullmatch(part)}
    structlog.contextvars.bind_contextvars(**logged)
    if call.unsafe and call.body is None and call.query is None and call.guard != "digest":
        refuse_query()


def _could_be_id(part: str) -> bool:
    return len(part) <= 200 and part.isprintable() and "\ufffd" not in part


def _without_strange_query(response: Response, call: Call) -> Response:
    """A GET changes nothing, so its unknown parameters can be refused last: the contract puts 404 first."""
    if not call.unsafe and call.query is None:
        refuse_query()
    return response
