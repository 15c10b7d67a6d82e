"""Customers and where they live."""

from typing import LiteralString

from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, LESSOR, OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM
from service.queries.register.typed import TYPED

# A type that the office added, else what the two marks say.
TENANT_TYPE: LiteralString = """coalesce(c.tenant_type,
       CASE WHEN c.hardship THEN '困难户' WHEN c.special THEN '特殊户' ELSE '正常' END)"""
CUSTOMERS = Listing(
    select=f"""
SELECT c.id, {OFFICE}, c.code, c.name, c.kind, c.phone_masked AS phone, c.id_number_masked AS id_number,
       c.address, c.fax, c.email, c.industry, c.company, c.job_title, c.preference, c.spending_power,
       {TENANT_TYPE} AS tenant_type, c.hardship, c.special, c.no_visits_until,
       to_jsonb(c.channels) AS channels, c.disabled_at IS NOT NULL AS disabled, c.version, c.created_at
  FROM customer c JOIN office o ON o.id = c.office_id
 WHERE c.office_id = ANY(%(offices)s)""",
    key="c.id",
    code="c.code",
    filters={
        "office": OF_OFFICE,
        "room": """EXISTS (SELECT FROM occupancy y JOIN room r ON r.id = y.room_id
                            WHERE y.customer_id = c.id AND y.cancelled_at IS NULL
                              AND %(room)s IN (r.id::text, r.code))""",
        "status": "(%(status)s = 'all' OR (c.disabled_at IS NOT NULL) = (%(status)s = 'disabled'))",
        "tenant_type": f"{TENANT_TYPE} = %(tenant_type)s",
        "industry": "c.industry = %(industry)s",
        "q": TYPED,
    },
)
OCCUPANCIES = Listing(
    select=f"""
SELECT y.id, {OFFICE}, {ROOM}, {CUSTOMER}, y.nature, y.since, y.until, {LESSOR}, y.created_at, y.version
  FROM occupancy y JOIN office o ON o.id = y.office_id
  JOIN room r ON r.id = y.room_id JOIN customer c ON c.id = y.customer_id
 WHERE y.office_id = ANY(%(offices)s) AND y.cancelled_at IS NULL""",
    key="y.id",
    filters={
        "office": OF_OFFICE,
        "room": OF_ROOM,
        "customer": OF_CUSTOMER,
        "status": """(daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE o.zone)::date)
                     = (%(status)s = 'active')""",
    },
)
