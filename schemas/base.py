"""The ground of every body: unknown fields are refused, messages speak both languages, rules are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, validates_schema

from schemas import sentences
from schemas.fields import Text
from schemas.rules import Rule
from schemas.times import written

COMMENT = 2000


class Base(Schema):
    class Meta:
        unknown = RAISE
        register = False

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]
        "type": sentences.NOT_AN_OBJECT,
        "unknown": sentences.UNKNOWN,
        "string_collection": sentences.NOT_AN_OBJECT,
    }
    conditions: ClassVar[tuple[Rule, ...]] = ()

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _keep_rules(self, loaded: Any, original: Any, **kwargs: Any) -> None:
        # On the body as it came: a field that is itself wrong still counts as given.
        if not isinstance(original, Mapping):
            return
        problems: dict[str, list[sentences.Sentence]] = {}
        for rule in self.conditions:
            for field, sentence in rule.problems(original).items():
                problems.setdefault(field, []).append(sentence)
        if problems:
            raise ValidationError(dict(problems))


class Form(Base):
    """What a move asks for; every one takes a comment."""

    comment = Text(COMMENT)


class Empty(Base):
    """A call that takes no body, or `{}`."""


@cache
def instance(schema: type[Schema]) -> Schema:
    """The one instance of a schema: building costs far more than using, and loading leaves it unchanged."""
    return schema()


def plain(value: Any) -> Any:
    """What was loaded as JSON can hold it: times and dates as text, for an event's `form` and for hashes."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
