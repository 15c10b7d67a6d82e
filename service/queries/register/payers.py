"""Who pays for a room on a day: the resident, else the tenant, else the owner; nobody when it is vacant."""

from datetime import date
from typing import LiteralString
from uuid import UUID

from service.models.occupancy import PAYS_FIRST
from service.queries.register.parts import payer
from service.transaction import Row, Sql

PAYER: LiteralString = f"""
SELECT c.*, y.nature FROM occupancy y JOIN customer c ON c.id = y.customer_id
 WHERE y.room_id = %(room)s AND daterange(y.since, y.until) @> %(day)s::date
 ORDER BY {PAYS_FIRST} LIMIT 1
"""
HISTORY: LiteralString = f"""
WITH days AS (SELECT since AS day FROM occupancy WHERE room_id = %(room)s AND until IS DISTINCT FROM since
              UNION SELECT until FROM occupancy WHERE room_id = %(room)s AND until > since)
SELECT d.day AS since, lead(d.day) OVER (ORDER BY d.day) AS until, {payer("%(room)s", "d.day")}
  FROM days d ORDER BY d.day
"""


def payers_by_date(sql: Sql, room_id: UUID) -> list[Row]:
    """`{since, until, payer}` without gaps from the first relation on; `payer` null while vacant."""
    spans: list[Row] = []
    for row in sql.all(HISTORY, {"room": room_id}):
        if spans and spans[-1]["payer"] == row["payer"]:
            spans[-1]["until"] = row["until"]
        else:
            spans.append(row)
    return spans


def payer_of(sql: Sql, room_id: UUID, day: date) -> Row | None:
    return sql.one(PAYER, {"room": room_id, "day": day})
