"""Who lives or lived where: the directory (住户通讯录) and the customers of earlier days (历史客户)."""

from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM

FROM = """
  FROM occupancy y JOIN office o ON o.id = y.office_id JOIN room r ON r.id = y.room_id
  JOIN customer c ON c.id = y.customer_id
 WHERE y.office_id = ANY(%(offices)s) AND y.cancelled_at IS NULL"""
FILTERS = {"office": OF_OFFICE, "room": OF_ROOM, "customer": OF_CUSTOMER}

DIRECTORY = Listing(
    select=f"""
SELECT y.id, {OFFICE}, {ROOM}, {CUSTOMER}, y.nature, c.phone_masked AS phone, c.fax, c.email, c.address
{FROM} AND c.disabled_at IS NULL
   AND daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE o.zone)::date""",
    key="y.id",
    filters=FILTERS,
)
PAST = Listing(
    select=f"""
SELECT y.id, {OFFICE}, {ROOM}, {CUSTOMER}, y.nature, y.since AS in_on,
       coalesce(y.out_on, y.until - 1) AS out_on
{FROM} AND y.until <= (guanjia_now() AT TIME ZONE o.zone)::date""",
    key="y.id",
    filters=FILTERS | {"nature": "y.nature = %(nature)s"},
)
