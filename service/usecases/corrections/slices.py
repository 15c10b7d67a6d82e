"""More than 1,000.00 yuan of a customer is not taken back in slices by the one person who received it."""

from collections.abc import Mapping
from typing import Any, Final, LiteralString

from service.transaction import Row, Work
from service.usecases.corrections.mistake import must_be_another
from service.visibility import Caller

# Before any row is locked: two of one person at once would each see the other's as not taken back yet.
TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('taken back by ' || %(person)s, 0))"
KEPT: LiteralString = """
SELECT coalesce(-sum(e.amount_fen), 0)::bigint AS fen
  FROM {book} x JOIN book_entry e ON e.row_id = x.id JOIN account a ON a.id = e.actor_id
 WHERE x.customer_id = %(customer)s AND x.received_by_person = %(person)s AND x.reversed_at IS NOT NULL
   AND e.book = '{book}' AND e.kind = 'receipt' AND e.amount_fen < 0 AND e.payment_id IS NULL
   AND a.person_id = %(person)s
"""
# Under whichever account, by the entries of the other sign: what this person received and has taken back.
TAKEN: Final[Mapping[str, LiteralString]] = {
    "payment": """
SELECT coalesce(sum(abs(e.amount_fen)), 0)::bigint AS fen
  FROM payment x JOIN account m ON m.id = x.received_by
  JOIN book_entry e ON e.payment_id = x.id JOIN account a ON a.id = e.actor_id
 WHERE x.customer_id = %(customer)s AND m.person_id = %(person)s AND x.reversed_at IS NOT NULL
   AND (e.book = 'charge' AND e.amount_fen > 0 OR e.book = 'prepayment' AND e.amount_fen < 0)
   AND a.person_id = %(person)s
""",
    "prepayment": KEPT.format(book="prepayment"),
    "deposit": KEPT.format(book="deposit"),
}


def take_turns(work: Work, actor: Caller) -> None:
    work.sql.execute(TAKE_TURNS, {"person": str(actor.person_id)})


def must_be_another_hand(work: Work, table: str, row: Row, actor: Caller) -> None:
    """Counts all that they took back of this customer's payments, or prepayments, or deposits."""
    if row["maker"] == actor.person_id:
        asked = {"customer": row["customer_id"], "person": actor.person_id}
        taken: Any = work.sql.one(TAKEN[table], asked)
        must_be_another(row["maker"], taken["fen"] + row["amount_fen"], actor)
