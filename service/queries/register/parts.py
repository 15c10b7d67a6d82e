"""The small objects that every answer names others by, and the filters that name them."""

from typing import LiteralString

from service.models.occupancy import PAYS_FIRST

OFFICE: LiteralString = "jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name) AS office"
CUSTOMER: LiteralString = "jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) AS customer"
ROOM: LiteralString = (
    "CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'code', r.code) END AS room"
)
# Of an occupancy joined as `y`: who lets the room to its tenant, null for an owner or a resident.
LESSOR: LiteralString = "CASE WHEN y.nature = 'tenant' THEN y.lessor END AS lessor"

OF_OFFICE: LiteralString = "%(office)s IN (o.id::text, o.code)"
OF_CUSTOMER: LiteralString = "%(customer)s IN (c.id::text, c.code)"
OF_ROOM: LiteralString = "%(room)s IN (r.id::text, r.code)"


def person(account: LiteralString, human: LiteralString, name: LiteralString) -> LiteralString:
    """`{id, username, name}` of an account joined as `account`, its person as `human`; null where none."""
    inside = f"'id', {account}.id, 'username', {account}.username, 'name', {human}.name"
    return f"CASE WHEN {account}.id IS NOT NULL THEN jsonb_build_object({inside}) END AS {name}"


def payer(room: LiteralString, day: LiteralString) -> LiteralString:
    """`{id, code, name, nature}` of who pays for the room on that day; null when it is vacant."""
    return f"""
(SELECT jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name, 'nature', y.nature)
   FROM occupancy y JOIN customer c ON c.id = y.customer_id
  WHERE y.room_id = {room} AND daterange(y.since, y.until) @> {day}
  ORDER BY {PAYS_FIRST} LIMIT 1) AS payer"""
