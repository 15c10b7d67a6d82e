"""Meters with what was read off them last."""

from service.models.meter import LATEST_FIRST
from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OF_ROOM, OFFICE, ROOM

METERS = Listing(
    select=f"""
SELECT m.id, {OFFICE}, {ROOM}, i.name AS item, m.number, l.value, l.read_on, l.charge_id AS charge,
       m.retired_on, m.version, m.created_at
  FROM meter m JOIN office o ON o.id = m.office_id JOIN room r ON r.id = m.room_id
  JOIN charge_item i ON i.id = m.item_id
  LEFT JOIN LATERAL (SELECT value, read_on, charge_id FROM meter_reading g WHERE g.meter_id = m.id
                      ORDER BY {LATEST_FIRST} LIMIT 1) l ON true
 WHERE m.office_id = ANY(%(offices)s)""",
    key="m.id",
    code="m.number",
    filters={"office": OF_OFFICE, "room": OF_ROOM},
)
