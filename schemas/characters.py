"""Which characters a text may hold, as a check in Python and as a pattern for JSON Schema."""

from __future__ import annotations

import re

# What ECMA 262 calls white space, so that trimming here and `\\s` in a client's validator mean the same.
SPACE = (
    "\t\n\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

_NONCHARACTERS = r"\ufdd0-\ufdef\ufffe\uffff"
_TEXT = r"\x00-\x08\x0b-\x1f\x7f-\x9f" + _NONCHARACTERS
# Nobody sees them, and two names would look the same. The joiners (U+200C, U+200D) shape letters and emoji.
_UNSEEN = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"
# A name stands inside sentences and tables: no line breaks, nothing that turns the reading direction.
_NAME = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069" + _UNSEEN + _NONCHARACTERS
# In a code nothing is joined.
_CODE = _NAME + r"\u200c\u200d"

# Patterns of JSON Schema have no portable way to write these two; only the check in Python knows them.
_SURROGATES = r"\ud800-\udfff"
_UPPER_PLANES = "".join(chr((plane << 16) + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))


def _filled(barred: str) -> str:
    return rf"^[^{barred}]*[^\s{barred}][^{barred}]*$"


BARRED_IN_TEXT = re.compile(f"[{_TEXT}{_SURROGATES}{_UPPER_PLANES}]")
BARRED_IN_NAME = re.compile(f"[{_NAME}{_SURROGATES}{_UPPER_PLANES}]")
BARRED_IN_CODE = re.compile(f"[{_CODE}{_SURROGATES}{_UPPER_PLANES}]")
TEXT_PATTERN = _filled(_TEXT)
CLEAN_PATTERN = f"^[^{_TEXT}]*$"
NAME_PATTERN = _filled(_NAME)
# A code stands in addresses as well: no slash, and more than dots. Full width counts as what it means.
CODE_PATTERN = rf"^[^{_CODE}/\uff0f]*[^\s.\uff0e{_CODE}/\uff0f][^{_CODE}/\uff0f]*$"
NARROW = {0xFF01 + n: 0x21 + n for n in range(94)}
# The key of an object may be a name too, such as a category.
NAME_KEY_PATTERN = rf"^[^\s{_NAME}][^{_NAME}]{{0,59}}$"
