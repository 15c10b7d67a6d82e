"""Takes back what was kept by mistake: a prepayment, its last write-off, a deposit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.errors import NotSo, not_so
from service.transaction import Row, Work
from service.usecases.corrections.mistake import Mistake, leave_reason, locked, must_be_another, was_refunded
from service.usecases.corrections.slices import must_be_another_hand, take_turns
from service.usecases.register.books import enter
from service.usecases.register.tell_dunning import tell_it_is_owed_again
from service.visibility import Caller

CAME: Any = """
SELECT EXISTS (SELECT FROM payment_allocation WHERE prepayment_id = %(id)s)
    OR EXISTS (SELECT FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
                WHERE m.to_id = %(id)s AND x.reversed_at IS NULL) AS came
"""
REVERSE_PREPAYMENT = "UPDATE prepayment SET balance_fen = 0, reversed_at = guanjia_now() WHERE id = %(id)s"
REVERSE_DEPOSIT = "UPDATE deposit SET balance_fen = 0, reversed_at = guanjia_now() WHERE id = %(id)s"
# The charges first, as whatever else moves both takes its locks.
USED = """
WITH last AS (
    SELECT write_off_id, at FROM prepayment_use WHERE prepayment_id = %(id)s AND reversed_at IS NULL
     ORDER BY at DESC LIMIT 1)
SELECT u.id, u.charge_id, u.amount_fen, c.paid_fen - c.frozen_fen - c.refunded_fen >= u.amount_fen AS there,
       a.person_id AS maker
  FROM prepayment_use u JOIN charge c ON c.id = u.charge_id LEFT JOIN account a ON a.id = u.actor_id
  JOIN last ON u.write_off_id = last.write_off_id OR u.write_off_id IS NULL AND u.at = last.at
 WHERE u.prepayment_id = %(id)s AND u.reversed_at IS NULL
 ORDER BY c.id FOR UPDATE OF c
"""
# Under whichever account: what this person wrote off of the prepayment, and what they gave back to it.
OWN: Any = """
SELECT coalesce(-sum(e.amount_fen) FILTER (WHERE e.amount_fen < 0), 0)::bigint AS booked_fen,
       coalesce(sum(e.amount_fen) FILTER (WHERE e.amount_fen > 0), 0)::bigint AS given_fen
  FROM book_entry e JOIN account a ON a.id = e.actor_id
 WHERE e.row_id = %(id)s AND e.book = 'prepayment' AND e.kind = 'allocation' AND a.person_id = %(person)s
"""
UNDO_USE = "UPDATE prepayment_use SET reversed_at = guanjia_now() WHERE id = %(id)s"
OWED_AGAIN = """
UPDATE charge SET balance_fen = balance_fen + %(amount_fen)s, paid_fen = paid_fen - %(amount_fen)s
 WHERE id = %(charge_id)s
"""
FREE_AGAIN = "UPDATE prepayment SET balance_fen = balance_fen + %(fen)s WHERE id = %(id)s"


def reverse_prepayment(work: Work, mistake: Mistake, *, actor: Caller) -> None:
    """422 `not_so`: `unused`, or `received_alone` for what a payment left or a transfer brought."""
    take_turns(work, actor)
    row = locked(work, "prepayment", mistake, actor=actor)
    must_be_another_hand(work, "prepayment", row, actor)
    _must_be_whole(row)
    found: Any = work.sql.one(CAME, {"id": row["id"]})
    if found["came"]:
        zh = "该预收款由缴款结余或过户转移而来，请红冲该缴款或撤销过户。"
        raise not_so("received_alone", zh, "A payment left it or a transfer brought it: take that back.")
    work.sql.execute(REVERSE_PREPAYMENT, {"id": row["id"]})
    _give_back(work, "prepayment", row, mistake, actor)


def reverse_deposit(work: Work, mistake: Mistake, *, actor: Caller) -> None:
    """422 `not_so` rule `unused` when some of it was refunded, deducted or is frozen by a slip."""
    take_turns(work, actor)
    row = locked(work, "deposit", mistake, actor=actor)
    must_be_another_hand(work, "deposit", row, actor)
    _must_be_whole(row)
    work.sql.execute(REVERSE_DEPOSIT, {"id": row["id"]})
    _give_back(work, "deposit", row, mistake, actor)


def reverse_write_off(work: Work, mistake: Mistake, *, actor: Caller) -> None:
    """The last one that stands. 422 `not_so`: `was_used`, `not_refunded`."""
    used = work.sql.all(USED, {"id": mistake.id})
    row = locked(work, "prepayment", mistake, actor=actor)
    fen = sum(each["amount_fen"] for each in used)
    if not used:
        raise not_so("was_used", "该预收款没有可撤回的核销。", "No write-off of this prepayment stands.")
    _must_not_be_own_use(work, row["id"], used, actor)
    if not all(each["there"] for each in used):
        raise was_refunded()
    for each in used:
        work.sql.execute(UNDO_USE, {"id": each["id"]})
        work.sql.execute(OWED_AGAIN, each)
        _settle(work, row, each, actor)
    work.sql.execute(FREE_AGAIN, {"id": row["id"], "fen": fen})
    leave_reason(work, "prepayment", row, mistake, actor=actor)
    tell_it_is_owed_again(work, [each["charge_id"] for each in used])


def _must_not_be_own_use(work: Work, prepayment_id: UUID, used: Sequence[Row], actor: Caller) -> None:
    """Nobody gives back alone, in one piece or in slices, more than 1,000.00 yuan of what they wrote off."""
    if any(each["maker"] == actor.person_id for each in used):
        fen = sum(each["amount_fen"] for each in used)
        own: Any = work.sql.one(OWN, {"id": prepayment_id, "person": actor.person_id})
        must_be_another(actor.person_id, min(own["booked_fen"], own["given_fen"] + fen), actor)


def _settle(work: Work, row: Row, used: Row, actor: Caller) -> None:
    fen = used["amount_fen"]
    books = (
        ("prepayment", row["id"], fen),
        ("charge", used["charge_id"], fen),
        ("paid", used["charge_id"], -fen),
    )
    for book, row_id, amount in books:
        office = row["office_id"]
        enter(work, book, row_id, office_id=office, kind="allocation", amount_fen=amount, actor=actor)


def _give_back(work: Work, table: str, row: Row, mistake: Mistake, actor: Caller) -> None:
    office, fen = row["office_id"], -row["amount_fen"]
    enter(work, table, row["id"], office_id=office, kind="receipt", amount_fen=fen, actor=actor)
    leave_reason(work, table, row, mistake, actor=actor)
    work.session.flush()


def _must_be_whole(row: Row) -> None:
    if row["balance_fen"] != row["amount_fen"] or row["frozen_fen"]:
        raise _used()


def _used() -> NotSo:
    zh = "其中款项已使用、已退、已转移或被退款单冻结，不能红冲。"
    return not_so("unused", zh, "Some of it was used, given back or moved, or a refund slip holds it.")
