"""Rows named by others: an id or a code will do, but only inside the offices where the caller may act."""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from service.errors import Invalid, invalid_field
from service.transaction import Row, Sql
from service.visibility import Caller

OFFICE: LiteralString = (
    "SELECT * FROM office WHERE id = ANY(%(offices)s) AND (id = %(id)s OR code = %(code)s)"
)
# A project or a company is no place where rooms and customers are kept.
WORKPLACES: LiteralString = "SELECT id FROM office WHERE id = ANY(%(own)s) AND kind = 'office'"
CUSTOMER: LiteralString = """
SELECT * FROM customer WHERE office_id = ANY(%(offices)s) AND (id = %(id)s OR code = %(code)s)
 ORDER BY (id = %(id)s) DESC LIMIT 2
"""
ROOM: LiteralString = """
SELECT * FROM room WHERE office_id = ANY(%(offices)s) AND (id = %(id)s OR code = %(code)s)
 ORDER BY (id = %(id)s) DESC LIMIT 2
"""
BUILDING: LiteralString = """
SELECT * FROM building WHERE office_id = ANY(%(offices)s) AND (id = %(id)s OR code = %(code)s)
 ORDER BY (id = %(id)s) DESC LIMIT 2
"""
ITEM: LiteralString = """
SELECT * FROM charge_item WHERE office_id = ANY(%(offices)s) AND (id = %(id)s OR name = %(code)s)
 ORDER BY (id = %(id)s) DESC LIMIT 2
"""
STANDARD: LiteralString = """
SELECT * FROM standard WHERE office_id = ANY(%(offices)s) AND item_id = %(item)s
   AND (id = %(id)s OR name = %(code)s)
 ORDER BY (id = %(id)s) DESC LIMIT 2
"""


def offices_for(sql: Sql, actor: Caller, desks: tuple[str, ...], office: str | None) -> list[UUID]:
    """Where the caller holds one of these desks: 403 when nowhere, 422 when not in the office named."""
    actor.must_hold(*desks)
    allowed = list(actor.offices_of(*desks))
    return allowed if office is None else [office_named(sql, allowed, office)["id"]]


def office_for(sql: Sql, actor: Caller, desks: tuple[str, ...], office: str | None) -> UUID:
    """The one office a new row belongs to: named, or the only one where the caller holds such a desk.

    Offices below one's own do not make it doubtful: then it is the one that the desk is held at.
    """
    offices = offices_for(sql, actor, desks, office)
    if len(offices) > 1:
        own = {held.office_id for held in actor.desks if held.desk in desks} & set(offices)
        offices = [row["id"] for row in sql.all(WORKPLACES, {"own": list(own)})] or offices
    if len(offices) > 1:
        raise invalid_field(
            "office", "您在多个管理处任职，请写明 office。", "You work in several offices: name one."
        )
    return offices[0]


def office_named(sql: Sql, offices: Collection[UUID], key: str, *, field: str = "office") -> Row:
    """`field` is what the body calls it."""
    return _one(sql, OFFICE, offices, key, field)


def customer_named(sql: Sql, offices: Collection[UUID], key: str) -> Row:
    return _one(sql, CUSTOMER, offices, key, "customer")


def room_named(sql: Sql, offices: Collection[UUID], key: str) -> Row:
    return _one(sql, ROOM, offices, key, "room")


def building_named(sql: Sql, offices: Collection[UUID], key: str) -> Row:
    return _one(sql, BUILDING, offices, key, "building")


def item_named(sql: Sql, offices: Collection[UUID], key: str) -> Row:
    """A charge item, by id or name."""
    return _one(sql, ITEM, offices, key, "item")


def standard_named(sql: Sql, offices: Collection[UUID], item_id: UUID, key: str) -> Row:
    """A standard of that item, by id or name."""
    return _one(sql, STANDARD, offices, key, "standard", item=item_id)


def optional_room(sql: Sql, office_id: UUID, key: str | None) -> UUID | None:
    return None if key is None else room_named(sql, [office_id], key)["id"]


def as_uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _one(
    sql: Sql, query: LiteralString, offices: Collection[UUID], key: str, field: str, **more: UUID
) -> Row:
    row_id = as_uuid(key)
    found = sql.all(query, {"offices": list(offices), "id": row_id, "code": key} | more)
    if len(found) > 1 and any(row["id"] == row_id for row in found):
        return next(row for row in found if row["id"] == row_id)
    if len(found) > 1:
        raise _ambiguous(field)
    if not found:
        raise not_there(field)
    return found[0]


def not_there(field: str) -> Invalid:
    return invalid_field(field, "您的管理处里没有这一项。", "There is no such row in your office.")


def _ambiguous(field: str) -> Invalid:
    zh = "多个管理处都有这个代码，请用 id，或写明 office。"
    return invalid_field(field, zh, "Several offices have this code: give the id, or name the office.")
