"""How many duties lie in each box: counted to a thousand and no further."""

from service.queries.work_items.pieces import (
    HERE,
    LATE,
    ME,
    MINE,
    OTHERS_POOL,
    POOL,
    SEEN,
    SHOWN,
    STARTED,
    WATCHING,
)
from service.transaction import Row, statements


def box_counts(digest: bytes) -> Row | None:
    """One statement; None without a living token."""
    with statements() as sql:
        return sql.one(COUNTS, {"digest": digest, "office": None, "most": 1000})


MINE_ROWS = f"""SELECT 1 FROM acting c
    CROSS JOIN LATERAL (SELECT 1 FROM work_item w WHERE {MINE}{HERE} LIMIT %(most)s) x"""
POOL_ROWS = f"""(SELECT 1 FROM seats s
    CROSS JOIN LATERAL (SELECT 1 FROM work_item w WHERE {POOL}{SEEN} LIMIT %(most)s) x LIMIT %(most)s)
    UNION ALL (SELECT 1 FROM offices g
    CROSS JOIN LATERAL (SELECT 1 FROM work_item w WHERE {OTHERS_POOL} LIMIT %(most)s) x LIMIT %(most)s)"""
MINE_LATE = f"""SELECT 1 FROM acting c
    CROSS JOIN LATERAL (SELECT 1 FROM work_item w WHERE {MINE}{HERE}{LATE} LIMIT %(most)s) x"""
POOL_LATE = f"""SELECT 1 FROM seats s
    CROSS JOIN LATERAL (SELECT 1 FROM work_item w WHERE {POOL}{SEEN}{LATE} LIMIT %(most)s) x"""

COUNTS = f"""{ME}{SHOWN}
SELECT (SELECT count(*) FROM ({MINE_ROWS} LIMIT %(most)s) x) AS mine,
       (SELECT count(*) FROM ({POOL_ROWS} LIMIT %(most)s) x) AS pool,
       (SELECT count(*) FROM (({MINE_LATE} LIMIT %(most)s) UNION ALL ({POOL_LATE} LIMIT %(most)s)
                              LIMIT %(most)s) x) AS overdue,
       (SELECT count(*) FROM (SELECT 1 FROM {WATCHING} LIMIT %(most)s) x) AS watching,
       (SELECT count(*) FROM (SELECT 1 FROM {STARTED} LIMIT %(most)s) x) AS started
  FROM me
"""
