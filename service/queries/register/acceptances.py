"""What was found when rooms were taken over."""

from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM, person

ACCEPTANCES = Listing(
    select=f"""
SELECT f.id, {OFFICE}, {ROOM}, {CUSTOMER}, x.entrance, x.id AS change, f.text, f.accepted_on,
       CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('id', t.id, 'number', t.number) END AS repair,
       {person("a", "h", "created_by")}, f.created_at, f.version
  FROM acceptance f JOIN occupancy_change x ON x.id = f.change_id JOIN office o ON o.id = f.office_id
  JOIN room r ON r.id = x.room_id JOIN customer c ON c.id = x.customer_id
  JOIN account a ON a.id = f.created_by JOIN person h ON h.id = a.person_id
  LEFT JOIN ticket t ON t.id = f.repair_id
 WHERE f.office_id = ANY(%(offices)s)""",
    key="f.id",
    filters={
        "office": OF_OFFICE,
        "room": OF_ROOM,
        "customer": OF_CUSTOMER,
        "entrance": "x.entrance = %(entrance)s",
        "change": "x.id = %(change)s::uuid",
    },
)
