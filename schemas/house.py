"""The ground of every field here: speaks both languages and can say itself in JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from marshmallow import ValidationError, fields, missing

from schemas import sentences

T = TypeVar("T")
Shape = dict[str, Any]
Body = Mapping[str, Any] | None

MESSAGES = {
    "required": sentences.REQUIRED,
    "null": sentences.NULL,
    "validator_failed": sentences.WRONG,
    "invalid": sentences.NOT_A_LIST,
    "type": sentences.NOT_A_LIST,
}


class Described:
    """Mixed into a marshmallow field: what it takes, as JSON Schema."""

    default_error_messages: ClassVar[dict[str, Any]] = dict(MESSAGES)
    allow_none: bool
    load_default: Any

    def shape(self) -> Shape:
        """JSON Schema of a value that is there and not null."""
        raise NotImplementedError

    def described(self) -> Shape:
        """JSON Schema of the field: its shape, null where allowed, and its default."""
        shape = or_null(self.shape()) if self.allow_none else self.shape()
        default = self.load_default() if callable(self.load_default) else self.load_default
        return shape if default is missing else shape | {"default": default}


class HouseField(Described, fields.Field[T]):
    """A field of one value; a subclass turns what came into what the house keeps, or raises `wrong(…)`."""

    def _deserialize(self, value: Any, attr: str | None, data: Body, **kwargs: Any) -> T:
        return self.taken(value)

    def taken(self, value: Any) -> T:
        raise NotImplementedError


def wrong(sentence: sentences.Sentence, **words: object) -> ValidationError:
    return ValidationError(sentence.format(**words) if words else sentence)


def or_null(shape: Shape) -> Shape:
    if isinstance(shape.get("type"), str) and "enum" not in shape:
        return shape | {"type": [shape["type"], "null"]}
    return {"anyOf": [shape, {"type": "null"}]} if shape else {}
