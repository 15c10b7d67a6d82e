"""Reads the body a client sent, strictly: its type, its size, its JSON, then its schema."""

import hashlib
from contextlib import suppress
from typing import Any

from flask import g, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from schemas.base import instance
from schemas.json_text import NotJson, parse_json
from service.api.call import Call
from service.api.query import strange_parameters
from service.crypto.vault import vault
from service.errors import BadRequest, Invalid, TooLarge, UnsupportedMediaType
from service.wrong import wrong_fields


def asked_body(schema: type[Schema] | None = None) -> dict[str, Any]:
    """The body as the route's schema, or the given one, loads it: 413, 415, 400, then 422."""
    call: Call = g.call
    return loaded(parsed_body(), schema or call.body_schema)


def parsed_body() -> object:
    """The JSON value, not yet held against a schema: for calls with other checks between 400 and 422."""
    call: Call = g.call
    raw = raw_body()
    if not raw and not call.body_needed:
        return {}
    _require_json()
    try:
        return parse_json(raw)
    except NotJson as error:
        raise BadRequest(error.sentence_zh, error.sentence_en) from error


def loaded(value: object, schema: type[Schema]) -> dict[str, Any]:
    """The value as the schema loads it, or 422 with all that is wrong, strange query parameters included."""
    call: Call = g.call
    strange = strange_parameters() if call.query is None else []
    try:
        found: dict[str, Any] = instance(schema).load(value)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Invalid(errors=[*strange, *wrong_fields(error)]) from error
    if strange:
        raise Invalid(errors=strange)
    return found


def raw_body() -> bytes:
    """All bytes of the body, at most the call's limit; form fields and files can still be read after it."""
    try:
        raw = request.get_data(cache=True)
    except RequestEntityTooLarge as error:
        raise TooLarge() from error
    # A chunked body names no length, and werkzeug cuts it off at the limit without a word.
    if request.content_length is None and len(raw) >= (request.max_content_length or 0) > 0:
        raise TooLarge()
    return raw


def read_ahead() -> None:
    """What is wrong with the body is said in its turn."""
    with suppress(RequestEntityTooLarge):
        request.get_data(cache=True)


def body_digests() -> tuple[bytes, ...]:
    """What an Idempotency-Key is bound to, first as it is kept; an empty body and `{}` are the same.

    By a key, or a dump would tell a phone to who tries out its digits. Then as it may have been kept before:
    under another master key, and by the release that had none for it.
    """
    raw = raw_body() or b"{}"
    return (*vault().master().marks(raw), hashlib.sha256(raw).digest())


def _require_json() -> None:
    """`application/json`, in UTF-8, not compressed."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    plain = request.headers.get("Content-Encoding", "identity").strip().lower() == "identity"
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8") or not plain:
        raise UnsupportedMediaType(
            "请以 application/json（UTF-8）发送。",
            "Send application/json in UTF-8.",
            headers={"Accept": "application/json"},
        )
