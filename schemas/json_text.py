"""Reads a JSON body strictly: what the standard reader lets pass (NaN, doubled keys, depth) reaches rows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

DEPTH = 32
DIGITS = 1000

# Possessive, and an unended string matches to the end: no body makes this scan go over the same byte twice.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


class NotJson(ValueError):
    """The bytes are not the JSON that we take; says so in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.sentence_zh = zh
        self.sentence_en = en


def parse_json(raw: bytes) -> object:
    """The value of the text `raw`; decimals come as `Decimal`. Raises `NotJson` and nothing else."""
    text = _decoded(raw)
    _refuse_depth(raw)
    try:
        value: object = json.loads(
            text, parse_constant=_constant, parse_int=_whole, parse_float=_decimal, object_pairs_hook=_object
        )
    except json.JSONDecodeError as broken:
        where = f"{broken.lineno}:{broken.colno}"
        raise NotJson(f"JSON 语法错误（位置 {where}）", f"The JSON is broken at {where}.") from None
    return value


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotJson("正文不是 UTF-8", "The body is not UTF-8.") from None


def _refuse_depth(raw: bytes) -> None:
    # Before parsing: at depth 100,000 the standard parser raises RecursionError.
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(raw):
        mark = found[0]
        if mark in (b"[", b"{"):
            depth += 1
            if depth > DEPTH:
                raise NotJson(f"JSON 嵌套超过 {DEPTH} 层", f"The JSON is nested deeper than {DEPTH} levels.")
        elif mark in (b"]", b"}"):
            depth -= 1


def _constant(name: str) -> NoReturn:
    raise NotJson(f"JSON 中不允许 {name}", f"{name} is not JSON.")


def _whole(text: str) -> int:
    if len(text) > DIGITS:
        _too_long()
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > DIGITS:
        _too_long()
    if not math.isfinite(float(text)):
        raise NotJson("数字过大", "A number is too big.")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotJson("数字超出范围", "A number is out of range.") from None


def _too_long() -> NoReturn:
    raise NotJson(f"数字超过 {DIGITS} 位", f"A number has more than {DIGITS} digits.")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise NotJson("JSON 对象中键名重复", "A JSON object has the same key twice.")
        made[key] = value
    return made
