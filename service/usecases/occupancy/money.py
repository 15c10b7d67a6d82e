"""What goes over to who follows, only when asked: arrears, and prepayment that nothing has used."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import NotSo, RuleError, not_so
from service.models.charge import Charge
from service.models.occupancy_change import OccupancyChange, OccupancyChangeMoney
from service.models.prepayment import Prepayment
from service.queries.register.dunned import open_dunning
from service.transaction import Row, Work
from service.usecases.register.books import enter
from service.visibility import Caller
from workflows.moving_rules import QUICK_FEN

MONEY_DESKS = ("finance", "pm")

# What is of no room goes with the last one: who keeps another room keeps it too.
KEEPS_A_ROOM: LiteralString = """EXISTS (
    SELECT FROM occupancy k WHERE k.customer_id = %(customer)s AND k.room_id <> %(room)s
       AND k.cancelled_at IS NULL AND (k.until IS NULL OR k.until > %(day)s))"""
# What belongs to another room stays where it is; a debt that a court has decided stays with whom it named.
OWED_BY: LiteralString = f"""c.office_id = %(office)s AND c.customer_id = %(customer)s AND c.balance_fen > 0
   AND c.judged_at IS NULL AND (c.room_id = %(room)s OR (c.room_id IS NULL AND NOT {KEEPS_A_ROOM}))"""
UNUSED_OF: LiteralString = f"""p.office_id = %(office)s AND p.customer_id = %(customer)s
   AND p.balance_fen > p.frozen_fen AND NOT {KEEPS_A_ROOM}"""
ARREARS: LiteralString = f"""
SELECT id, room_id, item, item_id, basis, period, balance_fen AS fen, due_on, limitation_on, late_of
  FROM charge c WHERE {OWED_BY} ORDER BY id FOR UPDATE
"""
UNAPPLIED: LiteralString = f"""
SELECT id, method, received_by, received_by_person, received_at, balance_fen - frozen_fen AS fen
  FROM prepayment p WHERE {UNUSED_OF} ORDER BY id FOR UPDATE
"""
OF_NO_ROOM: LiteralString = f"""
SELECT 1 AS found WHERE {KEEPS_A_ROOM} AND (
       EXISTS (SELECT FROM charge WHERE customer_id = %(customer)s AND room_id IS NULL AND balance_fen > 0)
    OR EXISTS (SELECT FROM prepayment WHERE customer_id = %(customer)s AND balance_fen > frozen_fen))
"""
MOVED = "SELECT * FROM occupancy_change_money WHERE change_id = %(id)s ORDER BY from_id"
CHANGE_CHARGE = "UPDATE charge SET balance_fen = balance_fen + %(fen)s WHERE id = %(id)s"
CHANGE_PREPAYMENT = "UPDATE prepayment SET balance_fen = balance_fen + %(fen)s WHERE id = %(id)s"
UNTOUCHED_CHARGES = """
SELECT c.id FROM charge c WHERE c.id = ANY(%(ids)s) AND c.balance_fen = c.amount_fen AND c.paid_fen = 0
   AND NOT EXISTS (SELECT FROM charge l WHERE l.late_of = c.id AND l.id <> ALL(%(ids)s)
                      AND l.reversed_at IS NULL AND l.balance_fen + l.paid_fen > 0)
 ORDER BY c.id FOR UPDATE OF c
"""
UNTOUCHED_PREPAYMENTS = """
SELECT id FROM prepayment WHERE id = ANY(%(ids)s) AND balance_fen = amount_fen AND frozen_fen = 0
 ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """Arrears go over only with the paper by which the newcomer takes them on (Civil Code 551)."""

    arrears: bool = False
    prepayment: bool = False
    assumption_no: str | None = None

    @property
    def moves(self) -> bool:
        return self.arrears or self.prepayment


def move_money(
    work: Work, change: OccupancyChange, wish: Wish, *, leaver: UUID | None, actor: Caller
) -> tuple[RuleError, ...]:
    """Between the two of one nature, in the caller's unit of work; answers a warning where arrears stay.

    422 `not_so`: `debt_assumed`, `not_being_dunned`, or `needs_approval` above 1,000.00 yuan in all.
    """
    if leaver is None:
        return ()
    owed = work.sql.all(ARREARS, who := _between(change, leaver))
    if wish.arrears and owed:
        _must_be_assumed(wish)
        _must_not_be_dunned(work, (row["id"] for row in owed))
    kept = work.sql.all(UNAPPLIED, who) if wish.prepayment else []
    change.arrears_fen = _sum(owed) if wish.arrears else 0
    change.prepayment_fen = _sum(kept)
    _must_be_small(change)
    if wish.arrears:
        _move_arrears(work, change, owed, actor)
    for row in kept:
        _move(work, change, "prepayment", row, _prepayment(change, row), actor)
    warnings = () if wish.arrears or not owed else (arrears_stay(_sum(owed)),)
    stays = wish.moves and work.sql.one(OF_NO_ROOM, who) is not None
    return (*warnings, OTHER_ROOMS) if stays else warnings


def debts_stay(work: Work, change: OccupancyChange, leaver: UUID) -> tuple[RuleError, ...]:
    """What a person should hear of who moves out and owes for the room."""
    owed = work.sql.all(ARREARS, _between(change, leaver))
    return (arrears_stay(_sum(owed)),) if owed else ()


def _between(change: OccupancyChange, leaver: UUID) -> Row:
    day = change.happened_on
    return {"office": change.office_id, "customer": leaver, "room": change.room_id, "day": day}


def move_back(work: Work, change: OccupancyChange, *, actor: Caller) -> None:
    """By entries of the other sign; 422 `money_untouched` when some of it was used or is being dunned."""
    moved = work.sql.all(MOVED, {"id": change.id})
    charges = [row["to_id"] for row in moved if row["book"] == "charge"]
    prepayments = [row["to_id"] for row in moved if row["book"] == "prepayment"]
    untouched = len(work.sql.all(UNTOUCHED_CHARGES, {"ids": charges}))
    untouched += len(work.sql.all(UNTOUCHED_PREPAYMENTS, {"ids": prepayments}))
    if untouched < len(moved) or open_dunning(work.sql, charges):
        raise money_touched()
    for row in moved:
        _shift(work, change, row["book"], row["to_id"], -row["amount_fen"], actor)
        _shift(work, change, row["book"], row["from_id"], row["amount_fen"], actor)


def _move_arrears(work: Work, change: OccupancyChange, owed: Iterable[Row], actor: Caller) -> None:
    """Debts before what is charged for their being late, which is from now on for the newcomer's debt."""
    gone: dict[UUID, UUID] = {}
    for row in sorted(owed, key=lambda each: each["late_of"] is not None):
        newer = _charge(change, row, gone.get(row["late_of"], row["late_of"]), actor)
        _move(work, change, "charge", row, newer, actor)
        gone[row["id"]] = newer.id


def _move(
    work: Work, change: OccupancyChange, book: str, row: Row, newer: Charge | Prepayment, actor: Caller
) -> None:
    """What was paid on the old row stays told there; what is left goes to a row of the newcomer's own."""
    work.session.add(newer)
    work.session.flush()
    moved = OccupancyChangeMoney(
        change_id=change.id, book=book, from_id=row["id"], to_id=newer.id, amount_fen=row["fen"]
    )
    work.session.add(moved)
    _shift(work, change, book, row["id"], -row["fen"], actor)
    _enter(work, change, book, newer.id, row["fen"], actor)


def _shift(work: Work, change: OccupancyChange, book: str, row_id: UUID, fen: int, actor: Caller) -> None:
    statement = CHANGE_CHARGE if book == "charge" else CHANGE_PREPAYMENT
    work.sql.execute(statement, {"id": row_id, "fen": fen})
    _enter(work, change, book, row_id, fen, actor)


def _enter(work: Work, change: OccupancyChange, book: str, row_id: UUID, fen: int, actor: Caller) -> None:
    office_id = change.office_id
    enter(work, book, row_id, office_id=office_id, kind="transfer", amount_fen=fen, actor=actor)


def _charge(change: OccupancyChange, row: Row, late_of: UUID | None, actor: Caller) -> Charge:
    """Of the same room, item, month and days; limitation goes on as it ran. A run made the old one only.

    A late charge stays one: else it would itself cost late charges.
    """
    return Charge(
        id=new_id(),
        office_id=change.office_id,
        customer_id=change.customer_id,
        room_id=row["room_id"],
        item=row["item"],
        item_id=row["item_id"],
        basis=row["basis"],
        period=row["period"],
        amount_fen=row["fen"],
        balance_fen=row["fen"],
        due_on=row["due_on"],
        limitation_on=row["limitation_on"],
        kind="other" if late_of is None else "late",
        late_of=late_of,
        created_by=actor.account_id,
    )


def _prepayment(change: OccupancyChange, row: Row) -> Prepayment:
    return Prepayment(
        id=new_id(),
        office_id=change.office_id,
        customer_id=change.customer_id,
        amount_fen=row["fen"],
        balance_fen=row["fen"],
        method=row["method"],
        received_by=row["received_by"],
        received_by_person=row["received_by_person"],
        received_at=row["received_at"],
    )


def _sum(rows: Iterable[Row]) -> int:
    return sum(row["fen"] for row in rows)


def _must_be_assumed(wish: Wish) -> None:
    if wish.assumption_no is None:
        zh = "欠费转移须有新客户签署的债务承担书（民法典第五百五十一条），请填写 assumption_no。"
        en = "Arrears go over only with the newcomer's signed assumption of debt (Civil Code 551): name it."
        raise not_so("debt_assumed", zh, en)


def _must_not_be_dunned(work: Work, charge_ids: Iterable[UUID]) -> None:
    if open_dunning(work.sql, charge_ids):
        zh = "这些欠费正在催收，请先结束催收单再转移。"
        raise not_so("not_being_dunned", zh, "These charges are being dunned: end that request first.")


def _must_be_small(change: OccupancyChange) -> None:
    if change.arrears_fen + change.prepayment_fen > QUICK_FEN:
        zh = "随迁转移的金额超过 1,000.00 元，须经流程审批，请开流程单。"
        raise not_so("needs_approval", zh, "More than 1,000.00 yuan would move: open a ticket.")


def money_touched() -> NotSo:
    zh = "转移的款项已被使用、已生成违约金或正在催收，不能撤销。"
    return not_so(
        "money_untouched",
        zh,
        "The money that went over has been used, late charges were made for it, or it is dunned.",
    )


def arrears_stay(fen: int) -> RuleError:
    yuan = f"{fen // 100:,}.{fen % 100:02}"
    en = f"Arrears of {yuan} yuan stay with who leaves."
    return RuleError("arrears_stay", f"原客户尚欠 {yuan} 元，仍由原客户承担。", en)


OTHER_ROOMS = RuleError(
    "other_rooms",
    "原客户还有其他房间：不属于本房间的欠费和预收款不随迁。",
    "Who leaves has another room: what they owe for no room, and their prepayment, stay with them.",
)
