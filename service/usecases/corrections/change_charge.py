"""Corrects a charge that was made by hand while nothing of it was paid: its amount, its day, its item."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.errors import not_so
from service.transaction import Row, Work
from service.usecases.corrections.mistake import Mistake
from service.usecases.corrections.reverse_charge import (
    enter_charged,
    free_readings,
    locked_charge,
    must_be_another_hand,
    must_be_free,
)
from service.usecases.register.create_charge import item_of
from service.usecases.register.limitation import count_anew
from service.usecases.register.months_by_hand import months_changed
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class ChargeChange:
    """None: as it was."""

    amount_fen: int | None = None
    due_on: date | None = None
    item: str | None = None
    period: str | None = None


CHANGE = """
UPDATE charge SET amount_fen = %(amount_fen)s, balance_fen = %(amount_fen)s, due_on = %(due_on)s,
       item = %(item)s, item_id = %(item_id)s, kind = %(kind)s, period = %(period)s
 WHERE id = %(id)s
"""


def change_charge(work: Work, mistake: Mistake, change: ChargeChange, *, actor: Caller) -> None:
    """As the charge may be taken back; 422 `by_hand` where a run, a meter or a handover made it."""
    charge = locked_charge(work, mistake, actor=actor)
    _must_be_by_hand(charge)
    amount_fen = charge["amount_fen"] if change.amount_fen is None else change.amount_fen
    must_be_another_hand(work, [charge], charge["amount_fen"] - amount_fen, actor)
    must_be_free(work, charge)
    _must_be_unpaid(charge)
    item, item_id, kind = _item(work, charge, change.item)
    row = {
        "id": charge["id"],
        "amount_fen": amount_fen,
        "due_on": change.due_on or charge["due_on"],
        "item": item,
        "item_id": item_id,
        "kind": kind,
        "period": change.period or charge["period"],
    }
    work.sql.execute(CHANGE, row)
    count_anew(work, [charge["id"]])
    if charge["room_id"] is not None and (change.period or change.item):
        free_readings(work, charge["id"])
        months_changed(work, [charge["room_id"]])
    if amount_fen != charge["amount_fen"]:
        enter_charged(work, charge, amount_fen - charge["amount_fen"], actor)
    fields = [
        name for name in ("amount_fen", "due_on", "item", "period") if getattr(change, name) is not None
    ]
    leave_trail(
        work.sql, "change", "charge", charge["id"], office=charge["office_id"], actor=actor, fields=fields
    )
    work.session.flush()


def _item(work: Work, charge: Row, named: str | None) -> tuple[str, UUID | None, str]:
    """As it was where none is named: the item may have another name by now."""
    if named is None:
        return charge["item"], charge["item_id"], charge["kind"]
    return item_of(work, charge["office_id"], named)


def _must_be_unpaid(charge: Row) -> None:
    if charge["paid_fen"] > 0:
        zh = "该费用缴款后已全额退费，不能修改；请红冲后重新录入。"
        en = "It was paid and refunded whole: take it back, and make it anew."
        raise not_so("not_paid", zh, en)


def _must_be_by_hand(charge: Row) -> None:
    made = (charge["kind"] in ("routine", "late"), charge["handover_id"], charge["basis"])
    if any(made):
        zh = "该费用由系统计算生成，不能修改；如有错误请红冲。"
        raise not_so("by_hand", zh, "This charge was computed: take it back where it is wrong.")
