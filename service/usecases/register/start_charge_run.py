"""Starts a routine charge run (生成常规费用): background work charges the rooms, some thousand at a time."""

import calendar
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field, within
from service.jobs import NewEffect, add_effect
from service.models.charge_run import ChargeRun
from service.models.tariff import METERED_KINDS, ROUTINE_KINDS
from service.transaction import Work
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.in_sight import must_be_in_sight
from service.usecases.register.references import building_named, item_named, not_there, office_for
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewChargeRun:
    """`period` is a month; see `api/register/charging_bodies.py` for what is left out."""

    period: str
    building: str | None = None
    items: tuple[str, ...] = ()
    payer_on: date | None = None
    due_on: date | None = None
    office: str | None = None


DAYS_APART = 366
ROOMS = """
SELECT count(*) AS rooms FROM room
 WHERE office_id = %(office)s AND (%(building)s::uuid IS NULL OR building_id = %(building)s)
"""
# Nobody deletes what the run names; one that is just going is gone.
KEEP_ITEM = "SELECT id FROM charge_item WHERE id = %(id)s FOR KEY SHARE"
TODAY = "SELECT (guanjia_now() AT TIME ZONE zone)::date AS today FROM office WHERE id = %(office)s"


def start_charge_run(work: Work, order: NewChargeRun, *, actor: Caller) -> UUID:
    """Raises Invalid for an item that is not charged monthly, and for a slip of the year."""
    office_id = office_for(work.sql, actor, MONEY_DESKS, order.office)
    building = order.building and building_named(work.sql, [office_id], order.building)["id"]
    first, last = month_of(order.period)
    place = {"office": office_id, "building": building or None}
    counted, present = work.sql.one(ROOMS, place), work.sql.one(TODAY, place)
    today: date = present["today"] if present else first
    must_be_in_sight(work, office_id, first, field="period")
    _must_be_of_its_time(order, first, last)
    run = ChargeRun(
        id=new_id(),
        office_id=office_id,
        period=order.period,
        building_id=building or None,
        items=[_routine(work, office_id, each, place) for place, each in enumerate(order.items)] or None,
        payer_on=order.payer_on or min(max(today, first), last),
        due_on=order.due_on or last,
        rooms=counted["rooms"] if counted else 0,
        created_by=actor.account_id,
    )
    work.session.add(run)
    work.session.flush()
    add_effect(work.sql, NewEffect("charge_rooms", f"charge_run:{run.id}", more={"run": str(run.id)}))
    return run.id


def _must_be_of_its_time(order: NewChargeRun, first: date, last: date) -> None:
    """A slip of the year would charge a month to who left long ago, have it barred, or due in years."""
    due_on, payer_on = order.due_on, order.payer_on
    if payer_on is not None and not first <= payer_on <= last:
        zh = "缴费人的日期应在费用月份之内。"
        raise invalid_field("payer_on", zh, "Whoever lives there in the month pays: name one of its days.")
    if due_on is not None and abs((due_on - first).days) > DAYS_APART:
        zh = "应收日期与费用月份相差一年以上，请核对。"
        raise invalid_field("due_on", zh, "This is more than a year away from the month: look at it again.")


def month_of(period: str) -> tuple[date, date]:
    """Its first and its last day."""
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _routine(work: Work, office_id: UUID, key: str, place: int) -> UUID:
    with within(f"items.{place}", instead="item"):
        item = item_named(work.sql, [office_id], key)
    if item["kind"] not in (*ROUTINE_KINDS, *METERED_KINDS):
        raise invalid_field(
            f"items.{place}", "该项目不是按月收取的常规费用。", "This item is not charged monthly."
        )
    if work.sql.one(KEEP_ITEM, {"id": item["id"]}) is None:
        raise not_there(f"items.{place}")
    found: UUID = item["id"]
    return found
