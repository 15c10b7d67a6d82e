"""Puts a standard on one room or on all rooms of a building (收费项目设置)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.errors import Duplicate, Invalid, NotFound, invalid_field
from service.transaction import Row, Work
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.references import (
    building_named,
    item_named,
    not_there,
    offices_for,
    room_named,
    standard_named,
)
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.usecases.register.uses import used_by
from service.visibility import Caller

NEEDS_START = ("management", "parking_management", "garage_management", "parking_rent")
NEEDS_END = ("parking_rent",)


@dataclass(frozen=True, slots=True)
class NewTariff:
    """`ends_on` is the last day that is charged. Either `room` or `building`."""

    item: str
    standard: str
    room: str | None = None
    building: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    office: str | None = None


# What the trail names of a price beside its room or building.
TOLD = ("item", "standard", "begins_on", "ends_on")
# In the order of ids: two savers of one building wait for each other instead of for ever.
LOCK_ROOMS = """
SELECT id FROM room WHERE id = %(room)s OR building_id = %(building)s ORDER BY id FOR NO KEY UPDATE
"""
END_EARLIER = """
UPDATE tariff SET ends_on = %(begins)s::date - 1, version = version + 1
 WHERE room_id = ANY(%(rooms)s) AND item_id = %(item)s AND ends_on IS NULL
   AND coalesce(begins_on, '-infinity') < %(begins)s::date
RETURNING id, room_id
"""
SET = """
INSERT INTO tariff (id, office_id, room_id, item_id, standard_id, begins_on, ends_on, created_by, follows_id)
SELECT guanjia_id(), %(office)s, room, %(item)s, %(standard)s, %(begins)s::date, %(ends)s::date, %(actor)s,
       follows
  FROM unnest(%(rooms)s::uuid[], %(follows)s::uuid[]) s(room, follows)
RETURNING id
"""
# What was taken back says in its basis what it was computed from, and needs no tariff for it; nor does what
# went over to who followed, beside the charge that it is the rest of.
DELETE = """
DELETE FROM tariff t
 WHERE t.id = ANY(%(ids)s) AND NOT EXISTS (SELECT FROM charge c WHERE c.room_id = t.room_id
   AND c.item_id = t.item_id AND c.reversed_at IS NULL
   AND (c.basis @> jsonb_build_array(jsonb_build_object('tariff', t.id))
        OR c.basis @> jsonb_build_object('tariff', t.id))
   AND NOT EXISTS (SELECT FROM occupancy_change_money m WHERE m.to_id = c.id))
RETURNING id, room_id, item_id, follows_id, begins_on
"""
# With the one named, those of other rooms that the same call put there; rooms are locked as above.
TAKEN_BACK = """
SELECT t.id, t.room_id FROM tariff t JOIN tariff named ON named.id = %(id)s
   AND (t.id = named.id OR %(together)s AND t.created_at = named.created_at AND t.item_id = named.item_id
        AND t.standard_id = named.standard_id AND t.created_by = named.created_by)
"""
NAMED = """
SELECT t.office_id, t.room_id, r.building_id, i.name AS item, s.name AS standard, t.begins_on, t.ends_on
  FROM tariff t JOIN room r ON r.id = t.room_id JOIN charge_item i ON i.id = t.item_id
  JOIN standard s ON s.id = t.standard_id
 WHERE t.id = %s
"""
LOCK_THESE = "SELECT id FROM room WHERE id = ANY(%(rooms)s) ORDER BY id FOR NO KEY UPDATE"
# What ended for it goes on as before, to the day before whatever comes next, unless it was ended anew since.
GO_ON = """
WITH gone AS (SELECT * FROM unnest(%(ids)s::uuid[], %(follows)s::uuid[], %(begins)s::date[])
                            g(id, follows_id, begins_on)),
handed AS (UPDATE tariff n SET follows_id = g.follows_id FROM gone g, unnest(%(rooms)s::uuid[]) room
            WHERE n.room_id = room AND n.item_id = %(item)s AND n.follows_id = g.id)
UPDATE tariff e SET version = e.version + 1,
       ends_on = (SELECT min(n.begins_on) - 1 FROM tariff n
                   WHERE n.room_id = e.room_id AND n.item_id = e.item_id AND n.begins_on > e.ends_on)
  FROM gone g WHERE e.id = g.follows_id AND e.ends_on = g.begins_on - 1
"""


def set_tariffs(work: Work, order: NewTariff, *, actor: Caller) -> list[UUID]:
    """One tariff for every room; what ran without an end before ends on the day before.

    Raises Invalid where a date that the kind of item needs is missing or there is no room (any more),
    Duplicate where a room has the item on one of these days already.
    """
    offices = offices_for(work.sql, actor, MONEY_DESKS, order.office)
    place = _place(work, offices, order)
    item = item_named(work.sql, [place["office_id"]], order.item)
    _must_be_dated(item["kind"], order)
    standard = standard_named(work.sql, [place["office_id"]], item["id"], order.standard)
    named = {"room": place["id"] if order.room else None, "building": place["id"] if order.building else None}
    rooms = [row["id"] for row in work.sql.all(LOCK_ROOMS, named)]
    if not rooms:
        raise _no_room(order)
    values = {
        "rooms": rooms,
        "office": place["office_id"],
        "item": item["id"],
        "standard": standard["id"],
        "begins": order.begins_on,
        "ends": order.ends_on,
        "actor": actor.account_id,
    }
    ended = {row["room_id"]: row["id"] for row in work.sql.all(END_EARLIER, values)}
    values["follows"] = [ended.get(room) for room in rooms]
    with refusing({"tariff_one_at_a_time": tariff_taken()}):
        made = [row["id"] for row in work.sql.all(SET, values)]
    fields = [name for name in TOLD if getattr(order, name) is not None]
    office = place["office_id"]
    leave_trail(work.sql, "create", "tariff", place["id"], office=office, actor=actor, fields=fields)
    return made


def must_keep_end(work: Work, changes: dict[str, Any], actor: Caller, row: Row) -> dict[str, Any]:
    """What the kind of item needs is not taken away again."""
    _must_end(row["item"]["kind"], changes["ends_on"])
    return changes


def delete_tariff(work: Work, tariff_id: UUID, *, together: bool, actor: Caller) -> None:
    """Only one by which nothing is charged that still stands; any other is ended. What it had ended goes on.

    `together`: with all that the same call set, or none of them. Raises InUse, and NotFound where another
    call was faster.
    """
    found = work.sql.one(NAMED, [tariff_id])
    if found is None or not actor.sees(found["office_id"]):
        raise NotFound()
    actor.must_hold(*MONEY_DESKS, office_id=found["office_id"])
    named = {"id": tariff_id, "together": together}
    rooms = [row["room_id"] for row in work.sql.all(TAKEN_BACK, named)]
    work.sql.execute(LOCK_THESE, {"rooms": rooms})
    wanted = [row["id"] for row in work.sql.all(TAKEN_BACK, named)]
    gone = work.sql.all(DELETE, {"ids": wanted})
    if not wanted:
        raise NotFound()
    if len(gone) < len(wanted):
        raise used_by("charge")
    told: dict[str, Any] = {"rooms": rooms, "item": gone[0]["item_id"]}
    told |= {"ids": [row["id"] for row in gone], "follows": [row["follows_id"] for row in gone]}
    work.sql.execute(GO_ON, told | {"begins": [row["begins_on"] for row in gone]})
    _keep_who_deleted(work, found, gone, actor)


def _keep_who_deleted(work: Work, named: Row, gone: list[Row], actor: Caller) -> None:
    """What it was stands in the reason, since nothing else tells it any more."""
    place = named["room_id"] if len(gone) == 1 else named["building_id"]
    days = f"{named['begins_on'] or ''}/{named['ends_on'] or ''}"
    was = f"{named['item']} · {named['standard']} · {days} · {len(gone)}"
    office = named["office_id"]
    leave_trail(work.sql, "delete", "tariff", place, office=office, actor=actor, reason=was)


def affects(count: int) -> tuple[str, str]:
    """The warning before a standard is saved, in Chinese as the source prints it and in English."""
    return f"该标准会影响{count}个房间", f"This standard affects {count} rooms."


def tariff_taken() -> Duplicate:
    zh = "房间在这段时间已有该收费项目的标准。"
    return Duplicate(zh, "A room has a standard for this item on one of these days already.")


def _place(work: Work, offices: list[UUID], order: NewTariff) -> Row:
    if order.room is not None:
        return room_named(work.sql, offices, order.room)
    return building_named(work.sql, offices, order.building or "")


def _no_room(order: NewTariff) -> Invalid:
    """The room was deleted while this call waited for it, or the building has none."""
    if order.room is not None:
        return not_there("room")
    return invalid_field("building", "该楼宇没有房间。", "This building has no rooms.")


def _must_be_dated(kind: str, order: NewTariff) -> None:
    if kind in NEEDS_START and order.begins_on is None:
        raise invalid_field("begins_on", "请填写计费开始时间。", "This item needs a start date.")
    _must_end(kind, order.ends_on)
    if order.begins_on is not None and order.ends_on is not None and order.ends_on < order.begins_on:
        zh = "计费结束时间不能早于计费开始时间。"
        raise invalid_field("ends_on", zh, "The end must not be earlier than the start.")


def _must_end(kind: str, ends_on: date | None) -> None:
    if kind in NEEDS_END and ends_on is None:
        raise invalid_field("ends_on", "请填写计费结束时间。", "This item needs an end date.")
