"""One cell as the value that the interface would have been sent; people write dates and sums in many ways."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

ONE_DAY = timedelta(days=1)
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
MONEY = re.compile(r"^[¥￥]|元$|\s")
AREA = re.compile(r"(平方米|m2|m²|平米)$|\s", re.I)
GROUPED = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """Neither sentence repeats what stands in the cell: it may be somebody's number."""

    zh: str
    en: str


def read_value(kind: str, cell: str, words: Mapping[str, str]) -> Any:
    """`kind` names one of READERS, `words` what a choice may be called. Raises Unreadable."""
    return _chosen(cell, words) if kind == "choice" else READERS[kind](cell)


def half_width(said: str) -> str:
    """１２３ and Ａ－１ as they were meant."""
    return unicodedata.normalize("NFKC", said).strip()


def _text(cell: str) -> str:
    """On one line: a break that was typed to fit the column is no part of a name."""
    return " ".join(cell.split())


def _whole(cell: str) -> int:
    said = half_width(cell)
    if not re.fullmatch(r"-?\d{1,15}(\.0+)?", said, re.ASCII):
        raise Unreadable("应为整数。", "This must be a whole number.")
    return int(said.partition(".")[0])


def _day(cell: str) -> str:
    said = half_width(cell)
    midnight = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]00:00(:00)?", said, re.ASCII)
    said = midnight[1] if midnight else said
    if re.fullmatch(r"(19|20|21)\d{6}", said, re.ASCII):
        said = f"{said[:4]}-{said[4:6]}-{said[6:]}"
    found = DATE.fullmatch(said)
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _day_after(cell: str) -> str:
    last = date.fromisoformat(_day(cell))
    return (last + ONE_DAY).isoformat() if last < date.max else _no_day()


def _no_day() -> str:
    raise Unreadable(
        "应为日期，如 2026-11-01 或 2026年11月1日。", "This must be a date such as 2026-11-01 or 2026/11/1."
    )


def _month(cell: str) -> str:
    """A date stands for its month: that is what spreadsheets make of 2026-11."""
    said = half_width(cell)
    try:
        return datetime.fromisoformat(said).strftime("%Y-%m")
    except ValueError:
        found = MONTH.fullmatch(said)
    if not found or not 1 <= int(found[2]) <= 12:
        raise Unreadable("应为月份，如 2026-11。", "This must be a month such as 2026-11.")
    return f"{found[1]}-{int(found[2]):02d}"


def _fen(cell: str) -> int:
    """Yuan as they are written, in fen; a comma only between thousands, or nobody knows what it divides."""
    return _hundredths(MONEY.sub("", half_width(cell)), "应为金额（元），最多两位小数。", "yuan")


def _area(cell: str) -> int:
    """Square metres as they are written, in hundredths."""
    return _hundredths(AREA.sub("", half_width(cell)), "应为面积（平方米），最多两位小数。", "square metres")


def _hundredths(said: str, zh: str, unit: str) -> int:
    wrong = Unreadable(zh, f"This must be a number of {unit} with two decimals at most.")
    if GROUPED.fullmatch(said):
        said = said.replace(",", "")
    if not DECIMAL.fullmatch(said):
        raise wrong
    try:
        hundredths = Decimal(said) * 100
    except InvalidOperation:
        raise wrong from None
    if hundredths != hundredths.to_integral_value():
        raise wrong
    return int(hundredths)


def _phone(cell: str) -> str:
    return half_width(cell).replace("（", "").replace("(", "").replace(")", "")


def _chosen(cell: str, words: Mapping[str, str]) -> str:
    found = words.get(half_width(cell).lower())
    if found is None:
        listed = "、".join(word for word in words if not word.isascii())
        codes = ", ".join(dict.fromkeys(words.values()))
        raise Unreadable(f"应为以下之一：{listed}。", f"This must be one of: {codes}.")
    return found


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": _text,
    "ref": half_width,
    "whole": _whole,
    "day": _day,
    "last_day": _day_after,
    "month": _month,
    "fen": _fen,
    "area": _area,
    "phone": _phone,
}
