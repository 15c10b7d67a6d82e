"""Takes back a payment that was booked by mistake (缴款红冲): what it had settled is owed again."""

from uuid import UUID

from service.errors import not_so
from service.transaction import Row, Work
from service.usecases.corrections.mistake import Mistake, leave_reason, locked, was_refunded
from service.usecases.corrections.slices import must_be_another_hand, take_turns
from service.usecases.register.books import enter
from service.usecases.register.limitation import count_anew
from service.usecases.register.tell_dunning import tell_it_is_owed_again
from service.visibility import Caller

# Charges in the order of ids, then what was kept, as whoever pays takes them.
CHARGES = """
SELECT c.id, a.amount_fen, c.paid_fen - c.frozen_fen - c.refunded_fen >= a.amount_fen AS there
  FROM payment_allocation a JOIN charge c ON c.id = a.charge_id
 WHERE a.payment_id = %(id)s ORDER BY c.id FOR UPDATE OF c
"""
KEPT = """
SELECT p.id, p.amount_fen, p.balance_fen = p.amount_fen AND p.frozen_fen = 0 AS there
  FROM payment_allocation a JOIN prepayment p ON p.id = a.prepayment_id
 WHERE a.payment_id = %(id)s ORDER BY p.id FOR UPDATE OF p
"""
# What was never paid acknowledged nothing. What a request of an older release repeated of a payment goes too.
FORGET = """
DELETE FROM limitation_event WHERE kind = 'payment' AND charge_id = ANY(%(charges)s)
   AND (ticket_id IS NOT NULL OR id IN (
       SELECT DISTINCT ON (charge_id) id FROM limitation_event
        WHERE kind = 'payment' AND charge_id = ANY(%(charges)s) AND ticket_id IS NULL AND at >= %(at)s
        ORDER BY charge_id, at, id))
"""
OWED_AGAIN = """
UPDATE charge SET balance_fen = balance_fen + %(amount_fen)s, paid_fen = paid_fen - %(amount_fen)s
 WHERE id = %(id)s
"""
EMPTY = "UPDATE prepayment SET balance_fen = 0, reversed_at = guanjia_now() WHERE id = %(id)s"
REVERSE = "UPDATE payment SET reversed_at = guanjia_now() WHERE id = %(id)s"


def reverse_payment(work: Work, mistake: Mistake, *, actor: Caller) -> None:
    """422 `not_so`: `taken_at_desk`, `not_refunded`, `rest_unused`."""
    take_turns(work, actor)
    payment = locked(work, "payment", mistake, actor=actor)
    must_be_another_hand(work, "payment", payment, actor)
    _must_be_of_the_desk(payment)
    charges = work.sql.all(CHARGES, {"id": payment["id"]})
    kept = work.sql.all(KEPT, {"id": payment["id"]})
    _must_be_there(charges, kept)
    paid = [row["id"] for row in charges]
    work.sql.execute(FORGET, {"charges": paid, "at": payment["created_at"]})
    count_anew(work, paid)
    for row in charges:
        work.sql.execute(OWED_AGAIN, row)
        _enter(work, payment, "charge", row["id"], "allocation", row["amount_fen"], actor)
        _enter(work, payment, "paid", row["id"], "allocation", -row["amount_fen"], actor)
    for row in kept:
        work.sql.execute(EMPTY, {"id": row["id"]})
        _enter(work, payment, "prepayment", row["id"], "receipt", -row["amount_fen"], actor)
    work.sql.execute(REVERSE, {"id": payment["id"]})
    leave_reason(work, "payment", payment, mistake, actor=actor)
    tell_it_is_owed_again(work, paid)


def _must_be_of_the_desk(payment: Row) -> None:
    if payment["ticket_id"] is not None or payment["received_by"] is None:
        zh = "维修收款和网关到账不能红冲，请按流程退款。"
        en = "What was paid for a repair or came in by the gateway is given back by a refund."
        raise not_so("taken_at_desk", zh, en)


def _must_be_there(charges: list[Row], kept: list[Row]) -> None:
    if not all(row["there"] for row in charges):
        raise was_refunded()
    if not all(row["there"] for row in kept):
        zh = "该缴款结余的预收款已被使用、转移或正在退款，不能红冲。"
        raise not_so("rest_unused", zh, "What was left of it has been used, moved or is being refunded.")


def _enter(
    work: Work, payment: Row, book: str, row_id: UUID, kind: str, amount_fen: int, actor: Caller
) -> None:
    enter(
        work,
        book,
        row_id,
        office_id=payment["office_id"],
        kind=kind,
        amount_fen=amount_fen,
        actor=actor,
        payment_id=payment["id"],
    )
