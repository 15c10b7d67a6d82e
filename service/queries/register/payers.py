"""Who pays for a room on a day: the resident, else the tenant, else the owner; nobody when it is vacant."""

from datetime import date
from uuid import UUID

from service.transaction import Row, Sql

PAYER = """
SELECT c.*, y.nature FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = %(room)s AND daterange(y.since, y.until) @> %(day)s::date
 ORDER BY array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1
"""


def payer_of(sql: Sql, room_id: UUID, day: date) -> Row | None:
    return sql.one(PAYER, {"room": room_id, "day": day})
