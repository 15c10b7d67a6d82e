"""Reads query parameters strictly: nothing unknown, nothing doubled; numbers and flags from their text."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from flask import g, request
from marshmallow import Schema, ValidationError

from schemas import sentences
from schemas.base import instance
from schemas.fields import Flag, WholeNumber
from schemas.queries import Paged as Paged
from service.api.call import Call
from service.errors import FieldError, Invalid
from service.wrong import invalid

MOST_PARAMETERS = 100
WHOLE = re.compile(r"-?[0-9]{1,30}", re.ASCII)
FLAGS = {"true": True, "false": False}


def asked_query() -> dict[str, Any]:
    """The query parameters as the route's schema loads them."""
    call: Call = g.call
    if call.query is None:
        refuse_query()
        return {}
    pairs = _pairs()
    _refuse_doubled(pairs)
    schema = instance(call.query)
    try:
        found: dict[str, Any] = schema.load({name: _typed(schema, name, text) for name, text in pairs})
    except ValidationError as error:
        raise invalid(error) from error
    return found


def refuse_query() -> None:
    """For calls without parameters."""
    strange = strange_parameters()
    if strange:
        raise Invalid(errors=strange)


def strange_parameters() -> list[FieldError]:
    return _errors(dict.fromkeys(name for name, _ in _pairs()), sentences.UNKNOWN)


def _refuse_doubled(pairs: list[tuple[str, str]]) -> None:
    counted = Counter(name for name, _ in pairs)
    doubled = [name for name, times in counted.items() if times > 1]
    if doubled:
        raise Invalid(errors=_errors(doubled, sentences.DOUBLED))


def _errors(names: Iterable[str], said: sentences.Sentence) -> list[FieldError]:
    return [FieldError(name[:100], said.zh, said.en) for name in names]


def _typed(schema: Schema, name: str, text: str) -> object:
    field = schema.load_fields.get(name)
    if isinstance(field, WholeNumber) and WHOLE.fullmatch(text):
        return int(text)
    return FLAGS.get(text, text) if isinstance(field, Flag) else text


def _pairs() -> list[tuple[str, str]]:
    """Decoded strictly: werkzeug would quietly replace what is no UTF-8."""
    try:
        raw = request.query_string.decode("utf-8")
        return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Invalid("查询参数无法解析。", "The query cannot be parsed.", errors=[]) from error
