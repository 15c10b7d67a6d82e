"""Customer events (客户事件)."""

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM, person

CUSTOMER_EVENTS = Listing(
    select=f"""
SELECT e.id, {OFFICE}, CASE WHEN c.id IS NOT NULL
            THEN jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) END AS customer,
       {ROOM}, e.kind, e.happened_on, e.text, {person("a", "p", "handler")}, e.version, e.created_at
  FROM customer_event e JOIN office o ON o.id = e.office_id
  LEFT JOIN customer c ON c.id = e.customer_id LEFT JOIN room r ON r.id = e.room_id
  LEFT JOIN account a ON a.id = e.handler_id LEFT JOIN person p ON p.id = a.person_id
 WHERE e.office_id = ANY(%(offices)s)""",
    key="e.id",
    filters={
        "office": OF_OFFICE,
        "customer": OF_CUSTOMER,
        "room": OF_ROOM,
        "kind": "e.kind = %(kind)s",
        "since": "e.happened_on >= %(since)s",
        "until": "e.happened_on <= %(until)s",
    },
)
