"""Chinese or English: the choice is made once per request, from what the client says it reads."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

Language = Literal["zh", "en"]
DEFAULT: Language = "zh"
CONTENT_LANGUAGE: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


@lru_cache(maxsize=256)
def preferred_language(accept_language: str | None) -> Language:
    """The better liked of zh and en (RFC 9110, 12.5.4); Chinese when the header names neither."""
    wishes = [_wish(part) for part in (accept_language or "").split(",")]
    known = [(quality, language) for language, quality in wishes if language and quality > 0]
    return max(known, key=lambda wish: wish[0])[1] if known else DEFAULT


def _wish(part: str) -> tuple[Language | None, float]:
    tag, _, parameters = part.strip().partition(";")
    return _language(tag.strip().lower()), _quality(parameters.strip())


def _language(tag: str) -> Language | None:
    primary = tag.split("-", 1)[0]
    if primary == "en":
        return "en"
    return "zh" if primary == "zh" else None


def _quality(parameters: str) -> float:
    name, _, number = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(number), 0.0), 1.0)
    except ValueError:
        return 0.0
