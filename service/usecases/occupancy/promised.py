"""What a developer promises with a handover (代缴): kept with it, and taken back with it while unused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from service.errors import NotSo, not_so
from service.models.occupancy_change import OccupancyChange
from service.transaction import Work
from service.usecases.register.subsidies import NewSubsidy, create_subsidy
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# A run that draws on it has locked it too.
PROMISED: LiteralString = """
SELECT s.id, EXISTS (SELECT FROM charge c WHERE c.subsidy_id = s.id AND c.reversed_at IS NULL
                         AND c.balance_fen + c.paid_fen > 0) AS used
  FROM subsidy s WHERE s.handover_id = %(id)s AND s.ended_at IS NULL ORDER BY s.id FOR UPDATE OF s
"""
END: LiteralString = """
UPDATE subsidy SET ended_at = guanjia_now(), version = version + 1 WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Promised:
    """`begins_on` left out: the day of the handover; `months` is another way to say `ends_on`."""

    developer: str
    item: str | None = None
    amount_fen: int | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    months: int | None = None


def promise_subsidies(
    work: Work, promised: Iterable[Promised], *, of: OccupancyChange, actor: Caller
) -> None:
    """Desk finance only; 422 as with a subsidy of its own."""
    for each in promised:
        order = NewSubsidy(
            room=str(of.room_id),
            developer=each.developer,
            begins_on=each.begins_on or of.happened_on,
            item=each.item,
            amount_fen=each.amount_fen,
            ends_on=each.ends_on,
            months=each.months,
            office=str(of.office_id),
            handover_id=of.id,
        )
        create_subsidy(work, order, actor=actor)


def undo_subsidies(work: Work, change: OccupancyChange, *, actor: Caller) -> None:
    """With the handover they never were; 422 `subsidy_unused` while the developer owes or has paid by one."""
    rows = work.sql.all(PROMISED, {"id": change.id})
    if any(row["used"] for row in rows):
        raise _used()
    for row in rows:
        work.sql.execute(END, {"id": row["id"]})
        leave_trail(work.sql, "delete", "subsidy", row["id"], office=change.office_id, actor=actor)


def _used() -> NotSo:
    zh = "随该入伙登记的代缴已用于收费，请先撤销代缴。"
    return not_so("subsidy_unused", zh, "A subsidy of this handover has paid charges: take that back first.")
