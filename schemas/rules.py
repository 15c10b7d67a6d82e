"""Conditions between the fields of one body, each said once: as a check and as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from schemas import sentences
from schemas.sentences import Sentence

Raw = Mapping[str, Any]
Problems = dict[str, Sentence]
Shape = dict[str, Any]


class Rule(Protocol):
    def problems(self, raw: Raw) -> Problems:
        """What is wrong with the body as it came, by field."""

    def shape(self) -> list[Shape]:
        """The same in JSON Schema; empty where that cannot say it."""


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    names: tuple[str, ...]

    def problems(self, raw: Raw) -> Problems:
        if any(name in raw for name in self.names):
            return {}
        return {self.names[0]: sentences.ONE_AT_LEAST.format(names=", ".join(self.names))}

    def shape(self) -> list[Shape]:
        return [{"anyOf": [{"required": [name]} for name in self.names]}]


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    names: tuple[str, ...]

    def problems(self, raw: Raw) -> Problems:
        given = [name for name in self.names if name in raw]
        if len(given) == 1:
            return {}
        said = sentences.ONE_EXACTLY.format(names=", ".join(self.names))
        return dict.fromkeys(given[1:] or self.names[:1], said)

    def shape(self) -> list[Shape]:
        return [{"oneOf": [{"required": [name]} for name in self.names]}]


@dataclass(frozen=True, slots=True)
class NotBoth:
    """Neither is needed; one rules the other out."""

    name: str
    other: str

    def problems(self, raw: Raw) -> Problems:
        if self.name not in raw or self.other not in raw:
            return {}
        return {self.other: sentences.NOT_WITH.format(field=self.name)}

    def shape(self) -> list[Shape]:
        return [{"not": {"required": [self.name, self.other]}}]


@dataclass(frozen=True, slots=True)
class NeededWhen:
    """`name` must be there when `field` has `value`."""

    name: str
    field: str
    value: str

    def problems(self, raw: Raw) -> Problems:
        if raw.get(self.field) != self.value or self.name in raw:
            return {}
        return {self.name: sentences.NEEDED_WHEN.format(field=self.field, value=self.value)}

    def shape(self) -> list[Shape]:
        return [{"if": _has(self.field, self.value), "then": {"required": [self.name]}}]


@dataclass(frozen=True, slots=True)
class NeededUnless:
    """`name` must be there but when `field` has `value`."""

    name: str
    field: str
    value: str

    def problems(self, raw: Raw) -> Problems:
        if raw.get(self.field) == self.value or self.name in raw:
            return {}
        return {self.name: sentences.NEEDED_UNLESS.format(field=self.field, value=self.value)}

    def shape(self) -> list[Shape]:
        return [{"if": {"not": _has(self.field, self.value)}, "then": {"required": [self.name]}}]


@dataclass(frozen=True, slots=True)
class BarredWhen:
    """`name` must not be there when `field` has `value`."""

    name: str
    field: str
    value: str

    def problems(self, raw: Raw) -> Problems:
        if raw.get(self.field) != self.value or self.name not in raw:
            return {}
        return {self.name: sentences.BARRED_WHEN.format(field=self.field, value=self.value)}

    def shape(self) -> list[Shape]:
        return [{"if": _has(self.field, self.value), "then": {"not": {"required": [self.name]}}}]


@dataclass(frozen=True, slots=True)
class NeededWith:
    """`name` must be there when `field` is."""

    name: str
    field: str

    def problems(self, raw: Raw) -> Problems:
        if self.field not in raw or self.name in raw:
            return {}
        return {self.name: sentences.NEEDED_WITH.format(field=self.field)}

    def shape(self) -> list[Shape]:
        return [{"dependentRequired": {self.field: [self.name]}}]


def _has(field: str, value: str) -> Shape:
    return {"properties": {field: {"const": value}}, "required": [field]}


@dataclass(frozen=True, slots=True)
class LaterThan:
    """The day `name` lies behind the day `field`, where both are given."""

    name: str
    field: str

    def problems(self, raw: Raw) -> Problems:
        later, earlier = raw.get(self.name), raw.get(self.field)
        # Days written in full sort as text; whatever else stands there is refused by its field.
        in_order = not (isinstance(later, str) and isinstance(earlier, str)) or later > earlier
        return {} if in_order else {self.name: sentences.END_BEFORE_START}

    def shape(self) -> list[Shape]:
        return []


@dataclass(frozen=True, slots=True)
class NoneTwice:
    """No two entries of the list `name` have the same `key`."""

    name: str
    key: str

    def problems(self, raw: Raw) -> Problems:
        listed = raw.get(self.name)
        entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        keys = [text.strip() for text in (each.get(self.key) for each in entries) if isinstance(text, str)]
        return {self.name: sentences.SAME_TWICE} if len(set(keys)) < len(keys) else {}

    def shape(self) -> list[Shape]:
        return []
