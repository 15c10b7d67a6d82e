"""Holds dates and times against now, which the schemas themselves must not know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import Schema

from schemas import sentences
from schemas.sentences import Sentence

Errors = dict[str, list[Sentence]]


def check_times(schema: Schema, loaded: Mapping[str, Any], *, now: datetime, today: date) -> Errors:
    """Errors of the fields declared with `when`; `today` is the office's day."""
    errors: Errors = {}
    for name, field in schema.load_fields.items():
        wanted, value = getattr(field, "when", None), loaded.get(name)
        if wanted is None or value is None:
            continue
        sentence = _at_odds(wanted, value, now=now, today=today)
        if sentence is not None:
            errors[field.data_key or name] = [sentence]
    return errors


def _at_odds(wanted: str, value: Any, *, now: datetime, today: date) -> Sentence | None:
    if wanted == "future":
        return None if value > now else sentences.NOT_FUTURE
    if wanted == "past":
        return None if value <= now else sentences.IN_FUTURE
    if value < today:
        return sentences.BEFORE_TODAY
    if wanted == "within_30_days" and value > today + timedelta(days=30):
        return sentences.OVER_30_DAYS
    return None
