"""Handover charges (入伙收费): off the temporary charge list, the new owner's, undone with the handover."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import NotSo, invalid_field, not_so, within
from service.models.charge import Charge
from service.models.occupancy_change import OccupancyChange
from service.queries.register.dunned import open_dunning
from service.transaction import Row, Work
from service.usecases.register.books import enter
from service.usecases.register.limitation import LED_TO, limitation_from
from service.usecases.register.references import item_named, standard_named
from service.visibility import Caller

# An amount of one's own needs the desk that makes charges; who hands over picks at the office's prices.
AMOUNT_DESKS = ("finance",)
STANDARDS = "SELECT * FROM standard WHERE item_id = %(item)s ORDER BY id LIMIT 2"
PICKED = """
SELECT id, amount_fen, balance_fen = amount_fen AND paid_fen = 0 AND judged_at IS NULL AS untouched
  FROM charge WHERE room_id = %(room)s AND handover_id = %(id)s AND reversed_at IS NULL ORDER BY id FOR UPDATE
"""
# Anew from the other day, but never before the date that a payment or a promise has led to.
REDATE: LiteralString = f"""
UPDATE charge c SET due_on = %(on)s, limitation_on = greatest(%(limitation)s::date, {LED_TO})
 WHERE c.room_id = %(room)s AND c.handover_id = %(id)s
"""
BOUND = """
SELECT c.id, c.judged_at IS NOT NULL
          OR EXISTS (SELECT FROM charge l WHERE l.late_of = c.id AND l.reversed_at IS NULL) AS bound
  FROM charge c WHERE c.room_id = %(room)s AND c.handover_id = %(id)s ORDER BY c.id FOR UPDATE OF c
"""
UNDO = "UPDATE charge SET balance_fen = 0 WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Picked:
    """`item` and `standard` by id or name; neither standard nor amount: the item's only standard."""

    item: str
    standard: str | None = None
    amount_fen: int | None = None


def pick_charges(
    work: Work, picked: Iterable[Picked], *, of: OccupancyChange, room: Row, actor: Caller
) -> None:
    """One unpaid charge each on who came, due on the day of the handover.

    422 where the item is not on the list of temporary charges (临时费用一览表) or its price is not known.
    """
    for place, each in enumerate(picked):
        with within(f"charges.{place}"):
            item = _temporary(work, of.office_id, each.item)
            amount_fen, basis = _price(work, each, item, of=of, room=room, actor=actor)
        _charge(work, of, item, amount_fen, basis, actor)
    work.session.flush()


def _temporary(work: Work, office_id: UUID, key: str) -> Row:
    item = item_named(work.sql, [office_id], key)
    if item["kind"] != "temporary" or item["disabled_at"] is not None:
        zh = "入伙收费只能从临时费用一览表中选取。"
        raise invalid_field("item", zh, "Handover charges are picked from the temporary charge list.")
    return item


def undo_charges(work: Work, change: OccupancyChange, *, actor: Caller) -> None:
    """By entries of the other sign; 422 `handover_charges_open` when one was paid, reduced or is dunned."""
    rows = work.sql.all(PICKED, {"room": change.room_id, "id": change.id})
    if not all(row["untouched"] for row in rows) or open_dunning(work.sql, (row["id"] for row in rows)):
        raise _touched()
    for row in rows:
        work.sql.execute(UNDO, {"id": row["id"]})
        _enter(work, change, row["id"], -row["amount_fen"], actor)


def redate_charges(work: Work, change: OccupancyChange, on: date) -> None:
    """They are due on the day of the handover, whichever it turns out to be, paid or not.

    422 `handover_charges_due` when one is dunned, decided by a court or charged for being late: by its day.
    """
    of = {"room": change.room_id, "id": change.id}
    rows = work.sql.all(BOUND, of)
    if any(row["bound"] for row in rows) or open_dunning(work.sql, (row["id"] for row in rows)):
        zh = "入伙收费已按原日期催收、判决或计收违约金，不能改期。"
        en = "A charge of this handover is dunned, decided by a court or was charged late by its day."
        raise not_so("handover_charges_due", zh, en)
    work.sql.execute(REDATE, of | {"on": on, "limitation": limitation_from(on)})


def _price(
    work: Work, picked: Picked, item: Row, *, of: OccupancyChange, room: Row, actor: Caller
) -> tuple[int, Any]:
    """The amount in fen and what it was computed from, nothing where finance said it."""
    if picked.amount_fen is not None:
        actor.must_hold(*AMOUNT_DESKS, office_id=of.office_id)
        return picked.amount_fen, None
    standard = _standard(work, picked, item, of.office_id)
    # Areas are whole hundredths of a square metre.
    units = 100 if standard["basis"] == "room" else room[standard["basis"]]
    basis = {"standard": str(standard["id"]), "basis": standard["basis"], "units": units}
    per, price_fen = standard["per"], standard["price_fen"]
    amount_fen = (2 * price_fen * (units or 0) + 100 * per) // (200 * per)
    if amount_fen == 0:
        zh = "该房间没有面积，不能按面积收费。"
        raise not_so("has_area", zh, "The room has no area by which this could be charged.")
    return amount_fen, basis | {"price_fen": price_fen, "per": per}


def _standard(work: Work, picked: Picked, item: Row, office_id: UUID) -> Row:
    if picked.standard is not None:
        return standard_named(work.sql, [office_id], item["id"], picked.standard)
    found = work.sql.all(STANDARDS, {"item": item["id"]})
    if len(found) != 1:
        zh = "该项目没有或有多个收费标准，请写明 standard 或 amount_fen。"
        raise invalid_field("standard", zh, "The item has no standard or several: name it, or the amount.")
    return found[0]


def _charge(work: Work, of: OccupancyChange, item: Row, amount_fen: int, basis: Any, actor: Caller) -> None:
    charge = Charge(
        id=new_id(),
        office_id=of.office_id,
        customer_id=of.customer_id,
        room_id=of.room_id,
        item=item["name"],
        item_id=item["id"],
        kind="temporary",
        amount_fen=amount_fen,
        balance_fen=amount_fen,
        due_on=of.happened_on,
        limitation_on=limitation_from(of.happened_on),
        basis=basis,
        created_by=actor.account_id,
        handover_id=of.id,
    )
    work.session.add(charge)
    _enter(work, of, charge.id, amount_fen, actor)


def _enter(work: Work, of: OccupancyChange, charge_id: UUID, fen: int, actor: Caller) -> None:
    enter(work, "charge", charge_id, office_id=of.office_id, kind="charged", amount_fen=fen, actor=actor)


def _touched() -> NotSo:
    zh = "入伙收费已缴、已减免或正在催收，不能撤销。"
    en = "A charge of this handover has been paid or reduced, or is being dunned."
    return not_so("handover_charges_open", zh, en)
