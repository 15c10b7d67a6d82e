"""Types of tenants (租户类型): three that everybody has, those an office added, and how many are of each."""

from collections.abc import Collection
from typing import Final, LiteralString
from uuid import UUID

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OFFICE
from service.queries.register.people import TENANT_TYPE
from service.transaction import Row, Sql

NORMAL, HARDSHIP, SPECIAL = "正常", "困难户", "特殊户"
BUILT_IN: Final = (NORMAL, HARDSHIP, SPECIAL)

TENANT_TYPES = Listing(
    select=f"""
SELECT t.id, {OFFICE}, t.name, t.hardship, t.created_at
  FROM tenant_type t JOIN office o ON o.id = t.office_id WHERE t.office_id = ANY(%(offices)s)""",
    key="t.id",
    filters={"office": OF_OFFICE},
)


def counted_types(sql: Sql, offices: Collection[UUID]) -> list[Row]:
    """`{type, customers}` of customers in use, the most numerous first."""
    return sql.all(COUNTS, {"offices": list(offices)})


COUNTS: LiteralString = f"""
SELECT {TENANT_TYPE} AS type, count(*) AS customers FROM customer c
 WHERE c.office_id = ANY(%(offices)s) AND c.disabled_at IS NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""
