"""Which code a new customer may take: the one wished for, else the first free one behind a "-1"."""

from typing import LiteralString
from uuid import UUID

from service.transaction import Sql

LONGEST = 60


def free_code(sql: Sql, office_id: UUID, wish: str) -> str:
    """The manual's habit (后面加“-1”): -1, then -2, and so on; history does not count as taken.

    What is too long for a code with that behind it is cut.
    """
    row = sql.one(FREE, {"office": office_id, "wish": wish, "longest": LONGEST})
    return str(row["code"]) if row else wish


FREE: LiteralString = """
SELECT w.code FROM (SELECT %(wish)s AS code, 0 AS n
                    UNION ALL SELECT left(%(wish)s, %(longest)s - length('-' || n)) || '-' || n, n
                      FROM generate_series(1, 10000) n) w
 WHERE NOT EXISTS (SELECT FROM customer c WHERE c.office_id = %(office)s AND c.code = w.code)
 ORDER BY w.n LIMIT 1
"""
