"""Finds customers by part of a phone number, of which the database knows the mask and a ciphertext only."""

from typing import Final, LiteralString
from uuid import UUID

from service.crypto.masks import canonical
from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.transaction import Sql
from service.visibility import Caller

# What the whole number is known to: whoever may not see it would else learn it digit by digit.
PHONE_DESKS: Final = ("clerk", "dispatcher", "visitor", "supervisor", "pm", "finance", "cashier", "legal")
# Fewer digits could stand in the hidden part of any number: they are looked for in what is shown.
LEAST_HIDDEN: Final = 5
WHOLE: Final = 10
MOST: Final = 1000


def customers_by_phone(sql: Sql, caller: Caller, text: str) -> list[UUID]:
    """At most 1000. The mask leaves few to decrypt: a digit must stand where it stands, or under a star."""
    digits = canonical("phone", text)
    if not digits or not set(text) <= set("0123456789 +-"):
        return []
    seeing = list(caller.offices_of(*PHONE_DESKS)) if len(digits) >= LEAST_HIDDEN else []
    found = [row["id"] for row in sql.all(SHOWN, {"digits": digits, "offices": list(caller.offices)})]
    if seeing and len(digits) >= WHOLE:
        digests = vault().digests(sql, seeing, "phone", digits)
        found += [row["id"] for row in sql.all(EXACT, {"digests": digests})]
    if seeing and not found:
        found += _hidden(sql, seeing, digits)
    return found[:MOST]


def _hidden(sql: Sql, offices: list[UUID], digits: str) -> list[UUID]:
    pattern = "".join(f"[{digit}*]" for digit in digits)
    rows = sql.all(CANDIDATES, {"offices": offices, "pattern": pattern})
    ours = vault()
    opened = ((row["id"], ours.open(sql, CUSTOMER_PHONE, row["id"], row["phone_sealed"])) for row in rows)
    return [row_id for row_id, phone in opened if digits in canonical("phone", phone)]


SHOWN: LiteralString = """
SELECT id FROM customer WHERE office_id = ANY(%(offices)s) AND position(%(digits)s in phone_masked) > 0
 ORDER BY id LIMIT 1000
"""
EXACT: LiteralString = "SELECT id FROM customer WHERE phone_digest = ANY(%(digests)s) ORDER BY id LIMIT 1000"
CANDIDATES: LiteralString = """
SELECT id, phone_sealed FROM customer WHERE office_id = ANY(%(offices)s) AND phone_masked ~ %(pattern)s
"""
