"""Rows that the books hold already, or that stand in the file twice: told beforehand, and refused never."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from service.transaction import Work
from service.usecases.register.create_charge import is_second, is_unread

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Doubles:
    """`like` tells of a row that was just made what another has in common with it that a person takes for
    the `same`, and of a charge of a room its `month`: as made, however the file names it. `before` says, in
    Chinese and English, what the books hold like it."""

    like: LiteralString
    before: Callable[[Work, UUID], Said | None]


def in_the_file(row: int) -> Said:
    return (
        f"与第 {row} 行相同，请核对是否重复。",
        f"This is the same as row {row}; leave one out if it is the same money.",
    )


def month_in_the_file(row: int) -> Said:
    return (
        f"第 {row} 行已有该房间这个月的这一项目，请核对是否重复。",
        f"Row {row} charges this room for the same item and month already.",
    )


def _charge_before(work: Work, charge_id: UUID) -> Said | None:
    if work.sql.one(SAME_CHARGE, {"id": charge_id}) is not None:
        return (
            "账上已有该客户同一房间、项目、月份（无月份时为应收日期）和金额的费用，请核对是否重复导入。",
            "The books hold a charge of this customer, room, item, month (or due day) and amount already.",
        )
    if is_second(work, charge_id):
        return (
            "该房间这个月的这一项目已另有费用，请核对是否重复。",
            "This item of this month was charged for this room before.",
        )
    if is_unread(work, charge_id):
        return (
            "该房间这个月尚未抄表：请补抄该月读数，否则下次抄表会把该月用量再收一次。",
            "Nobody has read the meter in this month: enter a reading, else the next one counts it again.",
        )
    return None


def _prepayment_before(work: Work, prepayment_id: UUID) -> Said | None:
    found = work.sql.one(SAME_PREPAYMENT, {"id": prepayment_id})
    return (
        found
        if found is None
        else (
            f"该客户 {found['day']} 已有一笔同额预收款，请核对是否重复导入。",
            f"The books hold a prepayment of this customer and amount already, of {found['day']}.",
        )
    )


def _deposit_before(work: Work, deposit_id: UUID) -> Said | None:
    found = work.sql.one(SAME_DEPOSIT, {"id": deposit_id})
    return (
        found
        if found is None
        else (
            f"该客户 {found['day']} 已有一笔同类同额保证金，请核对是否重复导入。",
            f"The books hold a deposit of this customer, kind and amount already, of {found['day']}.",
        )
    )


LIKE_CHARGE: LiteralString = """
SELECT ARRAY[n.customer_id::text, n.room_id::text, x.item, n.amount_fen::text,
             coalesce(n.period, n.due_on::text)] AS same,
       CASE WHEN n.room_id IS NOT NULL AND n.period IS NOT NULL
            THEN ARRAY[n.room_id::text, x.item, n.period] END AS month
  FROM charge n CROSS JOIN LATERAL (SELECT coalesce(n.item_id::text, n.item) AS item) x WHERE n.id = %(id)s
"""
LIKE_PREPAYMENT: LiteralString = """
SELECT ARRAY[customer_id::text, amount_fen::text] AS same, NULL AS month FROM prepayment WHERE id = %(id)s
"""
LIKE_DEPOSIT: LiteralString = """
SELECT ARRAY[customer_id::text, room_id::text, kind, amount_fen::text] AS same, NULL AS month
  FROM deposit WHERE id = %(id)s
"""
SAME_CHARGE: LiteralString = """
SELECT FROM charge n JOIN charge c ON c.customer_id = n.customer_id AND c.office_id = n.office_id
 WHERE n.id = %(id)s AND c.id <> n.id AND c.reversed_at IS NULL AND c.kind <> 'late'
   AND c.room_id IS NOT DISTINCT FROM n.room_id AND (c.item_id = n.item_id OR c.item = n.item)
   AND c.amount_fen = n.amount_fen
   AND coalesce(c.period, c.due_on::text) = coalesce(n.period, n.due_on::text) LIMIT 1
"""
# The day is told beside it: what came in on another day may well be other money.
SAME_PREPAYMENT: LiteralString = """
SELECT (c.received_at AT TIME ZONE o.zone)::date AS day
  FROM prepayment n JOIN office o ON o.id = n.office_id
  JOIN prepayment c ON c.customer_id = n.customer_id AND c.office_id = n.office_id
 WHERE n.id = %(id)s AND c.id <> n.id AND c.reversed_at IS NULL AND c.amount_fen = n.amount_fen
 ORDER BY c.received_at DESC LIMIT 1
"""
SAME_DEPOSIT: LiteralString = """
SELECT (c.received_at AT TIME ZONE o.zone)::date AS day
  FROM deposit n JOIN office o ON o.id = n.office_id
  JOIN deposit c ON c.customer_id = n.customer_id AND c.office_id = n.office_id
 WHERE n.id = %(id)s AND c.id <> n.id AND c.reversed_at IS NULL AND c.amount_fen = n.amount_fen
   AND c.kind = n.kind AND c.room_id IS NOT DISTINCT FROM n.room_id
 ORDER BY c.received_at DESC LIMIT 1
"""
CHARGE_DOUBLES: Final = Doubles(LIKE_CHARGE, _charge_before)
PREPAYMENT_DOUBLES: Final = Doubles(LIKE_PREPAYMENT, _prepayment_before)
DEPOSIT_DOUBLES: Final = Doubles(LIKE_DEPOSIT, _deposit_before)
