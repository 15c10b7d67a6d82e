"""Who holds a desk in a ticket's office, or above it: for refusals that name whom to ask instead."""

from collections.abc import Sequence
from typing import Any

from service.door.seen import Seen
from service.transaction import Sql


def holders(sql: Sql, seen: Seen, desks: Sequence[str]) -> list[dict[str, Any]]:
    """`{desk, office, users}` of each desk that somebody holds."""
    if not desks:
        return []
    return sql.all(HOLDERS, {"office": seen.ticket["office"]["id"], "desks": list(desks)})


HOLDERS = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, code FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id, o.code FROM office o JOIN up ON o.id = up.parent_id
)
SELECT h.desk, (SELECT code FROM office WHERE id = %(office)s) AS office,
       json_agg(DISTINCT a.username ORDER BY a.username) AS users
  FROM desk_holding h JOIN account a ON a.id = h.account_id
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.desk = ANY(%(desks)s)
   AND h.office_id IN (SELECT id FROM up)
 GROUP BY h.desk ORDER BY h.desk
"""
