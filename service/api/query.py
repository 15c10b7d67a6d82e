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
DRY_RUN = "dry_run"


def asked_query() -> dict[str, Any]:
    """The query parameters as the route's schema loads them."""
    call: Call = g.call
    if call.query is None:
        refuse_query()
        return {}
    wrong = _wrong_dry_run()
    if wrong:
        raise Invalid(errors=wrong)
    pairs = _own_pairs()
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
    unknown = _errors(dict.fromkeys(name for name, _ in _own_pairs()), sentences.UNKNOWN)
    return [*unknown, *_wrong_dry_run()]


def is_dry_run() -> bool:
    """A wrong value is refused in its turn, and nothing is written before."""
    if not (request.query_string and g.call.rehearses):
        return False
    try:
        return _dry_run_values() not in ([], ["false"])
    except Invalid:
        return False


def _wrong_dry_run() -> list[FieldError]:
    values = _dry_run_values() if g.call.rehearses else []
    if len(values) > 1:
        return _errors([DRY_RUN], sentences.DOUBLED)
    return _errors([DRY_RUN], sentences.NOT_A_FLAG) if not FLAGS.keys() >= set(values) else []


def _dry_run_values() -> list[str]:
    return [value for name, value in _pairs() if name == DRY_RUN]


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


def _own_pairs() -> list[tuple[str, str]]:
    """What the frame does not take for itself."""
    return [pair for pair in _pairs() if not (g.call.rehearses and pair[0] == DRY_RUN)]


def _pairs() -> list[tuple[str, str]]:
    """Decoded strictly: werkzeug would quietly replace what is no UTF-8."""
    try:
        raw = request.query_string.decode("utf-8")
        return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Invalid("查询参数无法解析。", "The query cannot be parsed.", errors=[]) from error
