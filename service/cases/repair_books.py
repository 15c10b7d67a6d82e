"""What moves with a paid repair: the payment of its quote, or the charge that the quote becomes."""

from collections.abc import Mapping
from typing import LiteralString

from service.cases.shape import Book, Json, Step, derived_id

PAYMENT: LiteralString = """INSERT INTO payment (id, office_id, payment_no, customer_id, ticket_id,
        amount_fen, method, paid_at, received_by)
 SELECT r.id, m.office_id, r.number, r.customer, m.id, r.fen, r.method, coalesce(r.paid_at, d.at), d.actor
   FROM rows"""
ALLOCATION: LiteralString = """INSERT INTO payment_allocation (payment_id, ticket_id, amount_fen)
 SELECT r.id, m.id, r.fen FROM rows"""

# In arrears from that day on; the limitation as in `usecases/register/limitation.py`.
CHARGE: LiteralString = """INSERT INTO charge (id, office_id, customer_id, room_id, item, amount_fen,
        balance_fen, due_on, limitation_on, created_by)
 SELECT r.id, m.office_id, r.customer, r.room, r.item, r.fen, r.fen, (d.at AT TIME ZONE o.zone)::date,
        ((d.at AT TIME ZONE o.zone)::date + interval '3 years')::date, d.actor
   FROM rows, office o WHERE o.id = m.office_id"""
CHARGED: LiteralString = """INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen, ticket_id,
        event_seq, actor_id, at)
 SELECT m.office_id, 'charge', r.id, 'charged', r.fen, m.id, m.version, d.actor, d.at FROM rows"""


def _payment(step: Step) -> list[Json]:
    """`payment_no` comes with a callback; the cashier's payment is numbered after the ticket's event."""
    form, customer = step.form, step.ticket["customer"] or {}
    fen = int(step.details["quote_fen"])
    row = {
        "id": derived_id(step, "payment"),
        "number": form.get("payment_no") or f"PM-{step.ticket['number']}-{step.seq}",
        "customer": customer.get("id"),
        "fen": fen,
        "method": form["method"],
        "paid_at": form.get("paid_at"),
    }
    return [row] if fen else []


def _charge(step: Step) -> list[Json]:
    fen = int(step.details.get("quote_fen") or 0)
    room = step.ticket["room"] or {}
    row = {
        "id": derived_id(step, "charge"),
        "customer": step.case.facts["payer"],
        "room": room.get("id"),
        "item": f"维修费 {step.ticket['number']}",
        "fen": fen,
    }
    return [row] if fen else []


BOOKS: Mapping[str, tuple[Book, ...]] = {
    "receive_payment": (
        Book(
            "id uuid, number text, customer uuid, fen bigint, method text, paid_at timestamptz",
            PAYMENT,
            _payment,
        ),
        Book("id uuid, fen bigint", ALLOCATION, _payment),
    ),
    "charge_quote": (
        Book("id uuid, customer uuid, room uuid, item text, fen bigint", CHARGE, _charge),
        Book("id uuid, fen bigint", CHARGED, _charge),
    ),
}
