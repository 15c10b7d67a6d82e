"""From a customer to what hangs on it (联查): seven lists, bound as `of`, and how many rows each has."""

from collections.abc import Collection, Mapping
from typing import Final, LiteralString
from uuid import UUID

from service.queries.register.listing import Listing
from service.transaction import Sql

ROOM: LiteralString = "jsonb_build_object('id', r.id, 'code', r.code) AS room"
HOLDS: LiteralString = "daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE o.zone)::date"
OCCUPIED: LiteralString = """
  FROM occupancy y JOIN room r ON r.id = y.room_id JOIN office o ON o.id = y.office_id
 WHERE y.office_id = ANY(%(offices)s) AND y.customer_id = %(of)s AND y.cancelled_at IS NULL"""
CHARGED: LiteralString = """
  FROM charge x LEFT JOIN room r ON r.id = x.room_id
 WHERE x.office_id = ANY(%(offices)s) AND x.customer_id = %(of)s"""
CHARGE: LiteralString = """
SELECT x.id, x.item, x.period, x.amount_fen, x.balance_fen, x.due_on,
       CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'code', r.code) END AS room"""


def _list(select: LiteralString, key: LiteralString) -> Listing:
    return Listing(select=select, key=key, filters={})


DRILLS: Final[Mapping[str, Listing]] = {
    "rooms": _list(
        f"""
SELECT r.id, r.code, r.floor, r.gross_area, (SELECT jsonb_agg(y.nature ORDER BY y.nature) {OCCUPIED}
          AND y.room_id = q.id AND {HOLDS}) AS natures
  FROM room q JOIN room r ON r.id = q.id
 WHERE EXISTS (SELECT {OCCUPIED} AND y.room_id = q.id AND {HOLDS})""",
        "q.id",
    ),
    "members": _list(
        """
SELECT m.id, m.relation, m.name, m.sex, m.phone_masked AS phone FROM member m
 WHERE m.office_id = ANY(%(offices)s) AND m.customer_id = %(of)s""",
        "m.id",
    ),
    "complaints": _list(
        """
SELECT t.id, t.number, t.subject, t.state, t.created_at, t.closed_at FROM ticket t
 WHERE t.workflow = 'complaint' AND t.office_id = ANY(%(offices)s) AND t.customer_id = %(of)s""",
        "t.id",
    ),
    "moves": _list(f"SELECT y.id, {ROOM}, y.nature, y.since, y.until, y.out_on {OCCUPIED}", "y.id"),
    "leases": _list(f"SELECT y.id, {ROOM}, y.since, y.until {OCCUPIED} AND y.nature = 'tenant'", "y.id"),
    "charges": _list(f"{CHARGE} {CHARGED}", "x.id"),
    "arrears": _list(
        f"""{CHARGE} {CHARGED} AND x.balance_fen > 0
   AND x.due_on < (SELECT (guanjia_now() AT TIME ZONE o.zone)::date
                     FROM office o WHERE o.id = x.office_id)""",
        "x.id",
    ),
}
MONEY_DRILLS: Final = ("charges", "arrears")
COUNTS: LiteralString = ", ".join(
    f"(SELECT count(*) FROM ({listing.select}) d) AS {name}" for name, listing in DRILLS.items()
)


def drill_counts(sql: Sql, customer_id: UUID, offices: Collection[UUID]) -> dict[str, int]:
    """All seven in one statement."""
    row = sql.one(f"SELECT {COUNTS}", {"of": customer_id, "offices": list(offices)})
    return dict(row or {})
