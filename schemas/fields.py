"""The house's own single values: text, choices, numbers, money, ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from schemas import characters, sentences
from schemas.house import HouseField, Shape, wrong
from schemas.words import SAID_BY

BIGINT = 2**63 - 1
# What stands in addresses where a code could.
ADDRESS_WORDS = frozenset({"export.xlsx"})
# A hundred thousand million yuan: no sum of any book leaves what the database holds, and no slip of the
# finger becomes a debt that nobody can add up.
MOST_FEN = 10**13
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HOURS = r"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,2})?$"
_ACCOUNT = r"^[0-9A-Za-z]{6,34}$"
_LONGEST_TYPED = 100
_TYPED_ACCOUNT = r"^[ \u3000-]*([0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a][ \u3000-]*){6,34}$"
_PHONE = r"^\+?[0-9][0-9 -]{2,28}[0-9]$"


class Text(HouseField[str]):
    """Trimmed text of `least` to `most` characters; tab and newline are its only control characters."""

    barred = characters.BARRED_IN_TEXT
    pattern = characters.TEXT_PATTERN

    def __init__(self, most: int, *, least: int = 1, **rest: Any) -> None:
        super().__init__(**rest)
        self.most = most
        self.least = least

    def taken(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(sentences.NOT_TEXT)
        # Length before the look at each character, so that a megabyte costs no more than a line.
        text = value.strip(characters.SPACE)
        if len(text) > self.most:
            raise wrong(sentences.TOO_LONG, most=self.most)
        if self.barred.search(value):
            raise wrong(sentences.CONTROL)
        if len(text) < self.least:
            raise wrong(sentences.TOO_SHORT, least=self.least) if text else wrong(sentences.EMPTY)
        return text

    def shape(self) -> Shape:
        return {"type": "string", "minLength": self.least, "maxLength": self.most, "pattern": self.pattern}


class Name(Text):
    """One line of text that stands in sentences and tables."""

    barred = characters.BARRED_IN_NAME
    pattern = characters.NAME_PATTERN


class Code(Name):
    """What a row of the register is called in addresses and by hand, kept in half width.

    Refused is what would name another row or none: an id, a word of an address, dots alone, a slash. Every
    other sign that people see is reached as `%23` and the like: `3#-1201` is a usual room.
    """

    barred = characters.BARRED_IN_CODE
    pattern = characters.CODE_PATTERN

    def taken(self, value: Any) -> str:
        text = super().taken(value).translate(characters.NARROW)
        if "/" in text or not text.strip(".") or text in ADDRESS_WORDS or _reads_as_id(text):
            raise wrong(sentences.NOT_A_CODE)
        return text


def _reads_as_id(text: str) -> bool:
    """In any of the ways in which a UUID is written."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class Ref(Name):
    """Id, code or number of a row; the service finds it."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(100, **rest)


class UserRef(Ref):
    """Account name or id of a person; the service finds it."""


class Secret(HouseField[str]):
    """A password: taken as it stands, never trimmed, never repeated in an answer."""

    def __init__(self, most: int, *, least: int = 1, **rest: Any) -> None:
        super().__init__(**rest)
        self.most = most
        self.least = least

    def taken(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(sentences.NOT_TEXT)
        if len(value) > self.most:
            raise wrong(sentences.TOO_LONG, most=self.most)
        if len(value) < self.least:
            raise wrong(sentences.TOO_SHORT, least=self.least)
        if characters.BARRED_IN_TEXT.search(value):
            raise wrong(sentences.CONTROL)
        return value

    def shape(self) -> Shape:
        limits = {"minLength": self.least, "maxLength": self.most}
        return {"type": "string", "format": "password", "pattern": characters.CLEAN_PATTERN, **limits}


class Shaped(HouseField[str]):
    """A short code that must match one pattern as a whole."""

    regex: str
    said: sentences.Sentence = sentences.NOT_SHAPED

    def taken(self, value: Any) -> str:
        # fullmatch, because `$` alone would let a newline through at the end.
        if not isinstance(value, str) or not re.fullmatch(self.regex[1:-1], value):
            raise wrong(self.said)
        return value

    def shape(self) -> Shape:
        return {"type": "string", "pattern": self.regex}


class Account(Shaped):
    regex = _ACCOUNT
    said = sentences.NOT_AN_ACCOUNT


class BankNumber(Account):
    """Of a bank account as people type it: in groups, with spaces or hyphens, in full width."""

    def taken(self, value: Any) -> str:
        if isinstance(value, str) and len(value) <= _LONGEST_TYPED:
            value = re.sub(r"[ \u3000-]", "", value.translate(characters.NARROW))
        return super().taken(value)

    def shape(self) -> Shape:
        return {"type": "string", "pattern": _TYPED_ACCOUNT, "maxLength": _LONGEST_TYPED}


class Phone(Shaped):
    regex = _PHONE
    said = sentences.NOT_A_PHONE


class IdNumber(Shaped):
    """Of an identity card, a passport or a company's credit code."""

    regex = r"^[0-9A-Za-z]{6,30}$"


class Month(Shaped):
    """A charge's month of this century or the last, such as 2026-11."""

    regex = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"


class Username(Shaped):
    regex = r"^[a-z0-9][a-z0-9._-]{1,62}$"


class Id(HouseField[str]):
    """A UUID as text, kept in lower case."""

    def taken(self, value: Any) -> str:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise wrong(sentences.NOT_AN_ID)
        return str(UUID(value))

    def shape(self) -> Shape:
        return {"type": "string", "format": "uuid"}


FileRef = Id


class Choice(HouseField[str]):
    def __init__(self, words: Iterable[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.words = tuple(words)

    def taken(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise wrong(sentences.NOT_A_CHOICE, choices=", ".join(self.words))
        return value

    def shape(self) -> Shape:
        return {"type": "string", "enum": list(self.words)}

    def described(self) -> Shape:
        if not self.allow_none:
            return super().described()
        return {"type": ["string", "null"], "enum": [*self.words, None]}


class SaidBy(Choice):
    """How the customer said it."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(SAID_BY, load_default="counter", **rest)


class Flag(HouseField[bool]):
    """true or false, and nothing that merely looks like it."""

    def taken(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise wrong(sentences.NOT_A_FLAG)
        return value

    def shape(self) -> Shape:
        return {"type": "boolean"}


class Yes(Flag):
    """Said or left out: there is no other value."""

    def taken(self, value: Any) -> bool:
        if super().taken(value) is not True:
            raise wrong(sentences.ONLY_TRUE)
        return True

    def shape(self) -> Shape:
        return {"const": True}


class WholeNumber(HouseField[int]):
    """An integer within its limits; no boolean, no decimal, no text."""

    said: sentences.Sentence = sentences.NOT_WHOLE

    def __init__(self, least: int = 0, most: int = BIGINT, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.most = most

    def taken(self, value: Any) -> int:
        if type(value) is not int:
            raise wrong(self.said)
        if value < self.least:
            raise wrong(sentences.TOO_SMALL, least=self.least)
        if value > self.most:
            raise wrong(sentences.TOO_BIG, most=self.most)
        return value

    def shape(self) -> Shape:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Fen(WholeNumber):
    """Money: whole fen, 0 or more, at most `MOST_FEN`."""

    said = sentences.NOT_FEN

    def __init__(self, *, minimum: int = 0, **rest: Any) -> None:
        super().__init__(minimum, MOST_FEN, **rest)


class Hours(HouseField[str]):
    """Hours of work as a decimal string without trailing zeros: 3, 1.5, 0.25."""

    def taken(self, value: Any) -> str:
        if type(value) is int and 0 <= value <= 999:
            return str(value)
        if not isinstance(value, str) or not re.fullmatch(_HOURS[1:-1], value):
            raise wrong(sentences.NOT_HOURS)
        plain = f"{Decimal(value):.2f}"
        return plain.rstrip("0").rstrip(".")

    def shape(self) -> Shape:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 999},
                {"type": "string", "pattern": _HOURS},
            ]
        }
