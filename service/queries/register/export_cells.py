"""One value of an exported list as a cell: yuan, days, words and names, never a code of the interface's."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.queries.register.export_titles import nested_title
from service.queries.register.export_words import word
from service.workbooks.writing import Cell

# Ids of rows that no workbook names say nothing to people.
LEFT_OUT: Final = frozenset({"id", "version", "late_of", "charge"})
HUNDREDTHS: Final = ("_fen", "_area")
SAID: Final = {"zh": ("是", "否"), "en": ("yes", "no")}
MARKS: Final = {"zh": ("：", "；"), "en": (": ", "; ")}
LABELS: Final = ("code", "username", "number")
AN_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cell(name: str, value: Any, zone: ZoneInfo, lang: str) -> Cell:
    """`name` is the field it stands in."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return SAID[lang][not value]
    if isinstance(value, int):
        return Decimal(value) / 100 if name.endswith(HUNDREDTHS) else value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else _text(name, value, lang)


def _text(name: str, value: Any, lang: str) -> str:
    if isinstance(value, dict):
        return _named(value) or _told(value, lang)
    if isinstance(value, list):
        told = (_text(name, each, lang) for each in value)
        return MARKS[lang][1].join(each for each in told if each)
    if isinstance(value, str):
        return word(name, value) if lang == "zh" else value
    return str(value)


def _named(value: dict[str, Any]) -> str:
    """Somebody or something by code and name, else by name."""
    label = next((value[each] for each in LABELS if value.get(each)), None)
    return " ".join(str(part) for part in (label, value.get("name")) if part)


def _told(value: dict[str, Any], lang: str) -> str:
    """Part by part, each with its name; an id says nothing to anybody."""
    is_, and_ = MARKS[lang]
    parts = (
        f"{nested_title(name, lang)}{is_}{_part(name, each, lang)}"
        for name, each in value.items()
        if name not in LEFT_OUT and each is not None and not AN_ID.fullmatch(str(each))
    )
    return and_.join(parts)


def _part(name: str, value: Any, lang: str) -> str:
    said = cell(name, value, ZoneInfo("UTC"), lang)
    return f"{said:.2f}" if isinstance(said, Decimal) else str(said)
