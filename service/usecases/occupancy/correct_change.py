"""Mends what was registered wrongly: numbers of papers at any time, the day while nothing builds on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import LiteralString
from uuid import UUID

import psycopg

from service.errors import NotSo, Stale, not_so
from service.models.occupancy_change import OccupancyChange
from service.occupancy import Arrival, Departure, Plan, Stay, plan_arrival, plan_departure, taken
from service.transaction import Row, Work
from service.usecases.occupancy.charges import redate_charges
from service.usecases.occupancy.reverse_change import change_of, locked_change, must_be_last
from service.usecases.occupancy.signed import must_be_quick, must_not_be_backdated
from service.usecases.occupancy.stays import END, locked_stays
from service.usecases.register.in_sight import must_be_in_sight
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

PARTS = "SELECT * FROM occupancy_change_part WHERE change_id = %(id)s"
BEGIN = "UPDATE occupancy SET since = %(since)s, version = version + 1 WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is None stays as it is; `papers` are the numbers to write, by column; `field` names the day."""

    on: date | None = None
    papers: tuple[tuple[str, str | None], ...] = ()
    field: str = "on"


@dataclass(frozen=True, slots=True)
class Before:
    """The room as if the change had never been, and the relations that it began and ended."""

    stays: tuple[Stay, ...]
    begun: tuple[Stay, ...]
    ended: tuple[Stay, ...]


def correct_change(
    work: Work, change_id: UUID, correction: Correction, *, version: int | None, actor: Caller
) -> None:
    """`version` is the change's; None where the caller's row has one of its own. 412 when another by now."""
    change = locked_change(work, change_id, actor=actor)
    if version is not None and change.version != version:
        raise Stale(version=change.version)
    if correction.on is not None and correction.on != change.happened_on:
        must_be_in_sight(work, change.office_id, correction.on, field=correction.field)
        must_be_quick(work, change)
        must_be_last(work, change)
        must_not_be_backdated(work, change.room_id, min(correction.on, change.happened_on))
        _redate(work, change, correction.on)
    for column, number in correction.papers:
        setattr(change, column, number)
    change.version += 1
    work.session.flush()
    changed = [column for column, _ in correction.papers] + ["happened_on"] * (correction.on is not None)
    office = change.office_id
    leave_trail(work.sql, "change", "occupancy_change", change.id, office=office, actor=actor, fields=changed)


def correct_stay(work: Work, stay_id: UUID, on: date, *, began: bool, version: int, actor: Caller) -> None:
    """The day of the move that began or ended it; `version` is the stay's, compared under the room's lock."""
    change_id = change_of(work, stay_id, began=began)
    locked_change(work, change_id, actor=actor)
    found = work.sql.one("SELECT version FROM occupancy WHERE id = %(id)s", {"id": stay_id})
    if found is not None and found["version"] != version:
        raise Stale(version=found["version"])
    correct_change(
        work, change_id, Correction(on, field="in_on" if began else "out_on"), version=None, actor=actor
    )


def _redate(work: Work, change: OccupancyChange, on: date) -> None:
    """Planned anew; refused where on that day it would be about other people."""
    before = _before(work, change)
    if any(stay.until is not None and on >= stay.until for stay in before.begun):
        raise ends_first()
    plan = _plan(change, before, on)
    if {each.stay for each in plan.ended} != set(before.ended) or len(plan.begun) != len(before.begun):
        raise other_people()
    if on > change.happened_on:
        _begin(work, before.begun, on)
        _end(work, plan)
    else:
        _end(work, plan)
        _begin(work, before.begun, on)
    redate_charges(work, change, on)
    change.happened_on = on


def _before(work: Work, change: OccupancyChange) -> Before:
    parts = {row["occupancy_id"]: row for row in work.sql.all(PARTS, {"id": change.id})}
    stays = locked_stays(work, change.room_id)
    begun = tuple(stay for stay in stays if stay.id in parts and parts[stay.id]["began"])
    kept = tuple(_as_before(stay, parts) for stay in stays if stay not in begun)
    return Before(kept, begun, tuple(stay for stay in kept if stay.id in parts))


def _as_before(stay: Stay, parts: Mapping[UUID, Row]) -> Stay:
    part = parts.get(stay.id)
    return stay if part is None else replace(stay, until=part["former_until"], out_on=part["former_out_on"])


def _plan(change: OccupancyChange, before: Before, on: date) -> Plan:
    if change.entrance == "move_out":
        return plan_departure(before.stays, Departure(on, change.customer_id, change.nature))
    arrival = Arrival(
        change.customer_id,
        change.nature,
        on,
        next(stay.until for stay in before.begun if stay.nature == change.nature),
        reenter_tenant=len(before.begun) > 1,
        resident_leaves=any(stay.nature == "resident" for stay in before.ended),
    )
    return plan_arrival(before.stays, arrival)


def _begin(work: Work, begun: Iterable[Stay], on: date) -> None:
    for stay in begun:
        _write(work, BEGIN, {"id": stay.id, "since": on})


def _end(work: Work, plan: Plan) -> None:
    for each in plan.ended:
        _write(work, END, {"id": each.stay.id, "until": each.until, "out_on": each.out_on})


def _write(work: Work, statement: LiteralString, values: Mapping[str, object]) -> None:
    try:
        work.sql.execute(statement, values)
    except psycopg.errors.ExclusionViolation as error:
        raise taken() from error
    except psycopg.errors.CheckViolation as error:
        raise ends_first() from error


def ends_first() -> NotSo:
    """A lease that would end before it begins, as on the ticket."""
    return not_so("until_after_day", "结束日期要晚于开始日期。", "The end must be later than the start.")


def other_people() -> NotSo:
    zh = "改到这一天涉及的客户不同，请撤销后重新登记。"
    return not_so(
        "same_people", zh, "On that day it would be about other people: take it back and begin anew."
    )
