"""Fields that hold several values: lists, files, objects within objects, maps."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError, fields

from schemas import sentences
from schemas.fields import FileRef, Id
from schemas.house import Body, Described, HouseField, Shape, wrong
from schemas.json_schema import object_shape

FILES_AT_MOST = 20
CHARGES_AT_MOST = 1000


class Listed(Described, fields.List):  # type: ignore[type-arg]
    """A list of `least` to `most` values of one field."""

    inner: Any

    def __init__(self, inner: Any, *, least: int = 0, most: int = 200, **rest: Any) -> None:
        super().__init__(inner, **rest)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Body, **kwargs: Any) -> list[Any]:
        # marshmallow's own list takes any collection, an object too.
        if not isinstance(value, list):
            raise wrong(sentences.NOT_A_LIST)
        self._count(len(value))
        return super()._deserialize(value, attr, data, **kwargs)

    def _count(self, found: int) -> None:
        if self.least <= found <= self.most:
            return
        if self.least == self.most:
            raise wrong(sentences.EXACT_ITEMS, exact=self.least)
        if found < self.least:
            raise wrong(sentences.TOO_FEW_ITEMS, least=self.least)
        raise wrong(sentences.TOO_MANY_ITEMS, most=self.most)

    def shape(self) -> Shape:
        limits = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.inner.described(), **limits, "maxItems": self.most}


class FileRefs(Listed):
    """Ids of attachments of this same ticket; the service holds them against its rows."""

    def __init__(self, *, least: int = 0, exact: int | None = None, **rest: Any) -> None:
        most = FILES_AT_MOST if exact is None else exact
        super().__init__(FileRef(), least=least if exact is None else exact, most=most, **rest)


class Inside(Described, fields.Nested):
    """An object within the body, with a schema of its own."""

    def __init__(self, schema: type[Schema], **rest: Any) -> None:
        super().__init__(schema, **rest)

    def shape(self) -> Shape:
        return object_shape(self.schema)


class AnyObject(HouseField[dict[str, Any]]):
    """An object whose own schema is chosen later."""

    def taken(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong(sentences.NOT_AN_OBJECT)
        return value

    def shape(self) -> Shape:
        return {"type": "object"}


class Anything(HouseField[Any]):
    """A value of any kind, in answers only."""

    def taken(self, value: Any) -> Any:
        return value

    def shape(self) -> Shape:
        return {}


class Mapped(HouseField[dict[str, Any]]):
    """An object of any keys of one pattern, all values of one field."""

    def __init__(
        self, inner: Any, *, keys: str = r"^[a-z][a-z0-9_]{0,59}$", most: int = 60, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.inner = inner
        self.keys = keys
        self.most = most

    def taken(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong(sentences.NOT_AN_OBJECT)
        if len(value) > self.most:
            raise wrong(sentences.TOO_MANY_ITEMS, most=self.most)
        return gathered({key: self._entry(key, entry) for key, entry in value.items()})

    def _entry(self, key: str, entry: Any) -> Callable[[], Any]:
        known = re.fullmatch(self.keys[1:-1], key)
        return partial(self.inner.deserialize, entry) if known else _refused_key

    def shape(self) -> Shape:
        return {
            "type": "object",
            "propertyNames": {"pattern": self.keys},
            "additionalProperties": self.inner.described(),
            "maxProperties": self.most,
        }


class Charges(HouseField[list[str] | str]):
    """Ids of charges, each once, or the word `overdue`."""

    def taken(self, value: Any) -> list[str] | str:
        if value == "overdue":
            return "overdue"
        if not isinstance(value, list):
            raise wrong(sentences.NOT_CHARGES)
        ids: list[str] = _charge_ids().deserialize(value)
        # A charge named twice would count twice in the debt.
        if len(set(ids)) != len(ids):
            raise wrong(sentences.SAME_TWICE)
        return ids

    def shape(self) -> Shape:
        return {"anyOf": [{"const": "overdue"}, _charge_ids().shape() | {"uniqueItems": True}]}


def _charge_ids() -> Any:
    return Listed(Id(), least=1, most=CHARGES_AT_MOST)


def gathered(entries: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """Every entry's value, or one error that holds the wrong ones by key."""
    kept: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key, read in entries.items():
        try:
            kept[key] = read()
        except ValidationError as refused:
            errors[key] = refused.messages
    if errors:
        raise ValidationError(errors)
    return kept


def _refused_key() -> None:
    raise wrong(sentences.WRONG_KEY)
