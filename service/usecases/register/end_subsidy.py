"""A subsidy (代缴) ends on a day, or is taken back: what the developer owed by it, the room's payer owes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.db import new_id
from service.errors import NotFound, NotNow, NotSo, Stale, not_so
from service.models.charge import Charge
from service.models.charge_run import Subsidy
from service.models.columns import NOW
from service.models.occupancy import PAYS_FIRST
from service.queries.register.dunned import open_dunning
from service.transaction import Row, Work
from service.usecases.register.books import enter
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.charge_statements import TAKE_TURNS
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# Whom the run would have charged; the part that the subsidy did not pay may name them already.
DRAWN: Any = f"""
SELECT c.*, c.balance_fen = c.amount_fen AND c.paid_fen = 0 AND c.judged_at IS NULL
            AND NOT EXISTS (SELECT FROM charge l
                             WHERE l.late_of = c.id AND l.reversed_at IS NULL) AS untouched,
       coalesce((SELECT o.customer_id FROM charge o
                  WHERE o.room_id = c.room_id AND o.item_id = c.item_id AND o.period = c.period
                    AND o.kind = 'routine' AND o.share = c.share - 1 AND o.reversed_at IS NULL),
                (c.basis -> 0 ->> 'used_by')::uuid,
                (SELECT y.customer_id FROM occupancy y
                  WHERE y.room_id = c.room_id AND daterange(y.since, y.until) @> r.payer_on
                  ORDER BY {PAYS_FIRST} LIMIT 1)) AS payer
  FROM charge c JOIN charge_run r ON r.id = c.run_id
 WHERE c.subsidy_id = %(id)s AND c.reversed_at IS NULL ORDER BY c.id FOR UPDATE OF c
"""
GIVE_UP: Any = "UPDATE charge SET balance_fen = 0, reversed_at = guanjia_now() WHERE id = %(id)s"
TAKE_READINGS: Any = "UPDATE meter_reading SET charge_id = %(to)s WHERE charge_id = %(id)s"
KEPT = tuple("office_id room_id item item_id basis period due_on limitation_on kind run_id share".split())


@dataclass(frozen=True, slots=True)
class End:
    """`on` is the last day on which it counts."""

    on: date
    reason: str


def end_subsidy(work: Work, subsidy_id: UUID, end: End, *, version: int, actor: Caller) -> None:
    """Charges that were made by it stay. 422 `ends_earlier` where it would last longer than was promised."""
    subsidy = _locked(work, subsidy_id, version, actor)
    if end.on < subsidy.begins_on or (subsidy.ends_on is not None and end.on >= subsidy.ends_on):
        zh = "结束日期不能早于开始日期，且须早于现有的结束日期。"
        en = "It ends on or after its first day, and earlier than it would end anyway."
        raise not_so("ends_earlier", zh, en)
    subsidy.ends_on = end.on
    _changed(work, subsidy, "change", end.reason, actor)


def reverse_subsidy(work: Work, subsidy_id: UUID, reason: str, *, version: int, actor: Caller) -> None:
    """As if it had never been: by entries of the other sign, each debt on the room's payer of that run.

    Due dates and limitation stay as they were. 422 `subsidy_untouched` when the developer has paid some of
    it, is being dunned for it or was charged for being late; `payer_known` where the room has none.
    """
    subsidy = _locked(work, subsidy_id, version, actor)
    drawn = work.sql.all(DRAWN, {"id": subsidy.id})
    if not all(row["untouched"] for row in drawn) or open_dunning(work.sql, (row["id"] for row in drawn)):
        raise _touched()
    for row in drawn:
        _hand_on(work, row, actor)
    subsidy.ended_at = NOW  # type: ignore[assignment]
    subsidy.balance_fen = subsidy.amount_fen
    _changed(work, subsidy, "delete", reason, actor)


def _locked(work: Work, subsidy_id: UUID, version: int, actor: Caller) -> Subsidy:
    """Behind the runs of the office, which draw on it. 404; 403; 412; 409 where it was taken back."""
    seen = select(Subsidy).where(Subsidy.id == subsidy_id, Subsidy.office_id.in_(actor.offices))
    found = work.session.execute(seen).scalar_one_or_none()
    if found is None:
        raise NotFound()
    actor.must_hold(*MONEY_DESKS, office_id=found.office_id)
    work.sql.execute(TAKE_TURNS, {"office": str(found.office_id)})
    again = seen.with_for_update().execution_options(populate_existing=True)
    subsidy: Subsidy = work.session.execute(again).scalar_one()
    if subsidy.version != version:
        raise Stale(version=subsidy.version)
    if subsidy.ended_at is not None:
        raise NotNow("该代缴已撤销。", "This subsidy has been taken back.", state="reversed", allowed=[])
    return subsidy


def _changed(work: Work, subsidy: Subsidy, verb: str, reason: str, actor: Caller) -> None:
    subsidy.version += 1
    work.session.flush()
    office = subsidy.office_id
    leave_trail(work.sql, verb, "subsidy", subsidy.id, office=office, actor=actor, reason=reason)


def _hand_on(work: Work, row: Row, actor: Caller) -> None:
    """What goes over stands on a row of the payer's, in the place of the developer's in its month."""
    if row["payer"] is None:
        zh = "该房间当时没有可承担费用的客户，不能撤销代缴。"
        raise not_so("payer_known", zh, "Nobody is known who would have paid for the room then.")
    work.sql.execute(GIVE_UP, {"id": row["id"]})
    charge = Charge(
        id=new_id(),
        customer_id=row["payer"],
        amount_fen=row["amount_fen"],
        balance_fen=row["amount_fen"],
        created_by=actor.account_id,
        **{name: row[name] for name in KEPT},
    )
    work.session.add(charge)
    work.session.flush()
    work.sql.execute(TAKE_READINGS, {"id": row["id"], "to": charge.id})
    for charge_id, fen in ((row["id"], -row["amount_fen"]), (charge.id, row["amount_fen"])):
        office = row["office_id"]
        enter(work, "charge", charge_id, office_id=office, kind="transfer", amount_fen=fen, actor=actor)


def _touched() -> NotSo:
    zh = "开发商已缴纳、正被催收或已计违约金，不能撤销；请改为按日期结束。"
    en = "The developer has paid some of it, is dunned or was charged late: end it by a date instead."
    return not_so("subsidy_untouched", zh, en)
