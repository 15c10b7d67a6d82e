"""Turns marshmallow's nested errors into the flat list that a problem document carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

from schemas import sentences
from schemas.sentences import Sentence

AT_MOST = 100
NAME_AT_MOST = 100


def errors_list(refused: ValidationError, lang: str) -> list[dict[str, str]]:
    """`[{"field": "details.payee.account", "detail": …}]`, in the order of the form, unknown fields last."""
    found = sorted(_flat(messages_of(refused), ()), key=_order)
    return [{"field": ".".join(path), "detail": _said(leaf, lang)} for path, leaf in found[:AT_MOST]]


def field_error(field: str, sentence: Sentence) -> ValidationError:
    """An error that only the service can see (an unknown person, a strange file), at a dotted path."""
    messages: Any = [sentence]
    for part in reversed(field.split(".")):
        messages = {int(part) if part.isdigit() else part: messages}
    return ValidationError(messages)


def below(name: str, refused: ValidationError) -> ValidationError:
    """The same errors, one level down: those of `details` within the body that holds it."""
    return ValidationError({name: messages_of(refused)})


def messages_of(refused: ValidationError) -> dict[str, Any]:
    """The errors by field, whichever way the exception was made."""
    if isinstance(refused.messages, dict) and refused.field_name == SCHEMA:
        return dict(refused.messages)
    return {refused.field_name: refused.messages}


Found = tuple[tuple[str, ...], str]


def _flat(messages: Any, path: tuple[str, ...]) -> Iterator[Found]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, path if _is_whole(key, inner) else (*path, _shown(key)))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flat(inner, path)
    else:
        yield path, messages


def _is_whole(key: object, inner: Any) -> bool:
    # A client may name a field "_schema" too: then the message is that there is no such field.
    return key == SCHEMA and inner != [sentences.UNKNOWN]


def _shown(key: object) -> str:
    # An unknown key is the client's own text: it may hold half a surrogate pair or a megabyte.
    return str(key)[:NAME_AT_MOST].encode("utf-8", "backslashreplace").decode("utf-8")


def _order(found: Found) -> tuple[bool, tuple[str, ...]]:
    # Python's sort is stable, so known fields keep the form's order; unknown ones come out of a set.
    path, leaf = found
    unknown = leaf == sentences.UNKNOWN
    return unknown, path if unknown else ()


def _said(leaf: str, lang: str) -> str:
    return leaf.in_language(lang) if isinstance(leaf, Sentence) else str(leaf)
