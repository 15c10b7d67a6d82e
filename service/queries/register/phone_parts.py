"""Finds customers by part of a phone number, of which the database knows the mask and a ciphertext only."""

import re
import unicodedata
from typing import Final, LiteralString
from uuid import UUID

from service.crypto.masks import STAR, canonical
from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.transaction import Row, Sql
from service.visibility import Caller

# What the whole number is known to: whoever may not see it would else learn it digit by digit.
PHONE_DESKS: Final = ("clerk", "dispatcher", "visitor", "supervisor", "pm", "finance", "cashier", "legal")
# Fewer digits could stand in the hidden part of too many numbers: they are looked for in what is shown.
LEAST_HIDDEN: Final = 6
WHOLE: Final = 10
MOST: Final = 1000
MOBILE: Final = 11
HIDDEN: Final = range(3, 7)


def customers_by_phone(sql: Sql, caller: Caller, text: str) -> list[UUID]:
    """At most 1000. The mask leaves few to decrypt: a digit must stand where it stands, or under a star."""
    text = unicodedata.normalize("NFKC", text).strip()
    if STAR in text:
        return _as_shown(sql, caller, re.sub(r"[ +-]", "", text))
    digits = canonical("phone", text)
    if not digits or not set(text) <= set("0123456789 +-"):
        return []
    seeing = caller.offices_of(*PHONE_DESKS) if len(digits) >= LEAST_HIDDEN else frozenset()
    found = _shown(sql, list(caller.offices - seeing), digits)
    if seeing:
        found += _exactly(sql, list(seeing), digits) or _partly(sql, list(seeing), digits)
    return found[:MOST]


def _as_shown(sql: Sql, caller: Caller, mask: str) -> list[UUID]:
    """The mask as it stands on the page tells nobody more than it shows; one of stars alone finds nobody."""
    is_mask = set(mask) <= set("0123456789*") and mask.strip(STAR)
    return _shown(sql, list(caller.offices), mask) if is_mask else []


def _shown(sql: Sql, offices: list[UUID], digits: str) -> list[UUID]:
    rows = sql.all(SHOWN, {"digits": digits, "offices": offices}) if offices else []
    return [row["id"] for row in rows]


def _exactly(sql: Sql, offices: list[UUID], digits: str) -> list[UUID]:
    if len(digits) < WHOLE:
        return []
    digests = vault().digests(sql, offices, "phone", digits)
    return [row["id"] for row in sql.all(EXACT, {"digests": digests})]


def _partly(sql: Sql, offices: list[UUID], digits: str) -> list[UUID]:
    told = {
        "offices": offices,
        "mobile": [_at(start, digits) for start in range(MOBILE - len(digits) + 1)],
        "other": "".join(f"[{digit}*]" for digit in digits),
    }
    return [row["id"] for row in sql.all(CANDIDATES, told) if digits in _phone(sql, row)]


def _at(start: int, digits: str) -> str:
    """The mask of a mobile number with these digits from there on, as a pattern of LIKE."""
    said = ["_"] * start + list(digits) + ["_"] * (MOBILE - start - len(digits))
    return "".join(STAR if place in HIDDEN else each for place, each in enumerate(said))


def _phone(sql: Sql, row: Row) -> str:
    return canonical("phone", vault().open(sql, CUSTOMER_PHONE, row["id"], row["phone_sealed"]))


# Both read the masks from their index alone, `customer_phone_shown`: in the order of ids, or joined to the
# ciphertexts, the server would look at every row.
SHOWN: LiteralString = """
SELECT id FROM (SELECT id FROM customer WHERE office_id = ANY(%(offices)s)
                   AND phone_masked LIKE '%%' || %(digits)s || '%%' OFFSET 0) c
 ORDER BY id LIMIT 1000
"""
EXACT: LiteralString = "SELECT id FROM customer WHERE phone_digest = ANY(%(digests)s) ORDER BY id LIMIT 1000"
# A regular expression costs ten times a LIKE: it is left to the few numbers that are no mobile's.
CANDIDATES: LiteralString = """
SELECT id, phone_sealed FROM customer WHERE id = ANY(ARRAY(
    SELECT id FROM customer
     WHERE office_id = ANY(%(offices)s)
       AND (phone_masked LIKE ANY(%(mobile)s::text[])
            OR (length(phone_masked) <> 11 AND phone_masked ~ %(other)s))))
"""
