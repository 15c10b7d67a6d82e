"""Offices, buildings and rooms."""

from typing import LiteralString

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OFFICE, payer, person

OFFICES = Listing(
    select="""
SELECT o.id, o.code, o.name, o.kind, o.zone, o.version, o.created_at,
       CASE WHEN p.id IS NOT NULL
            THEN jsonb_build_object('id', p.id, 'code', p.code, 'name', p.name) END AS parent
  FROM office o LEFT JOIN office p ON p.id = o.parent_id
 WHERE o.id = ANY(%(offices)s)""",
    key="o.id",
    code="o.code",
    filters={"kind": "o.kind = %(kind)s"},
)
BUILDINGS = Listing(
    select=f"""
SELECT b.id, {OFFICE}, b.code, b.name, {person("a", "h", "steward")}, b.version, b.created_at
  FROM building b JOIN office o ON o.id = b.office_id
  LEFT JOIN account a ON a.id = b.steward_id LEFT JOIN person h ON h.id = a.person_id
 WHERE b.office_id = ANY(%(offices)s)""",
    key="b.id",
    code="b.code",
    filters={"office": OF_OFFICE},
)
_TODAY: LiteralString = "(guanjia_now() AT TIME ZONE o.zone)::date"
_HOLDERS: LiteralString = f"""
SELECT jsonb_object_agg(y.nature, jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name)) AS by_nature
  FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = r.id AND daterange(y.since, y.until) @> {_TODAY}"""
ROOMS = Listing(
    select=f"""
SELECT r.id, {OFFICE}, jsonb_build_object('id', b.id, 'code', b.code) AS building, r.code, r.floor,
       r.gross_area, r.usable_area, holder.by_nature -> 'owner' AS owner,
       holder.by_nature -> 'tenant' AS tenant, holder.by_nature -> 'resident' AS resident,
       {payer("r.id", _TODAY)}, r.version, r.created_at
  FROM room r JOIN office o ON o.id = r.office_id JOIN building b ON b.id = r.building_id
  LEFT JOIN LATERAL ({_HOLDERS}) holder ON true
 WHERE r.office_id = ANY(%(offices)s)""",
    key="r.id",
    code="r.code",
    filters={
        "office": OF_OFFICE,
        "building": "%(building)s IN (b.id::text, b.code)",
        "code": "r.code = %(code)s",
        "customer": f"""EXISTS (SELECT FROM occupancy y JOIN customer c ON c.id = y.customer_id
                                WHERE y.room_id = r.id AND %(customer)s IN (c.id::text, c.code)
                                  AND daterange(y.since, y.until) @> {_TODAY})""",
    },
)
