"""What somebody typed into a search box, and the customers whom it may mean."""

import unicodedata
from typing import Final, LiteralString

from service.queries.register.phone_parts import customers_by_phone
from service.transaction import Row, Sql
from service.visibility import Caller

# Half width to full width, as a form may have been filled in.
WIDE: Final = {each: each + 0xFEE0 for each in range(0x21, 0x7F)} | {0x20: 0x3000}
SPECIAL: Final = str.maketrans({each: f"\\{each}" for each in "\\%_"})
# By part of a code or name, by phone; by what the customer was called before too, codes in full.
TYPED: LiteralString = """(lower(c.code) LIKE ANY(%(like)s) OR lower(c.name) LIKE ANY(%(like)s)
                 OR c.id = ANY(%(by_phone)s)
                 OR c.id IN (SELECT customer_id FROM customer_history WHERE field = 'code'
                                AND office_id = ANY(%(offices)s) AND lower(old_masked) = ANY(%(ways)s))
                 OR c.id IN (SELECT customer_id FROM customer_name_history
                              WHERE office_id = ANY(%(offices)s) AND lower(name) LIKE ANY(%(like)s)))"""


def typed(sql: Sql, caller: Caller, text: str) -> Row:
    """`ways` in which it may stand in a row, `like` patterns of a part, `by_phone` whom a number means."""
    ways = ways_of(text)
    return {
        "ways": ways,
        "like": [f"%{way.translate(SPECIAL)}%" for way in ways],
        "by_phone": customers_by_phone(sql, caller, text),
    }


def ways_of(text: str) -> list[str]:
    """In small letters: in half width, in full width, and as it was typed where that is neither."""
    half = unicodedata.normalize("NFKC", text).lower()
    return list(dict.fromkeys((half, half.translate(WIDE), text.lower())))
