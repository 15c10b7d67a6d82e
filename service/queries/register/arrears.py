"""Who owes since when (欠费账龄), until when it can be claimed, and what was done about it (催款跟进)."""

from typing import Any
from uuid import UUID

from service.queries.register.interrupted import EVENTS
from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, OF_CUSTOMER, OF_OFFICE, OFFICE, person
from service.transaction import Row, Sql

ARREARS = Listing(
    select=f"""
SELECT c.id, {OFFICE}, {CUSTOMER}, x.charges, x.total_fen, x.not_due_fen, x.days_30_fen, x.days_90_fen,
       x.days_365_fen, x.older_fen, x.late_fen, x.oldest_due_on, x.limitation_on,
       x.limitation_on < (guanjia_now() AT TIME ZONE o.zone)::date AS limitation_over
  FROM customer c JOIN office o ON o.id = c.office_id CROSS JOIN LATERAL (
       SELECT count(*) AS charges, sum(h.balance_fen)::bigint AS total_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE a.days <= 0), 0)::bigint AS not_due_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE a.days BETWEEN 1 AND 30), 0)::bigint AS days_30_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE a.days BETWEEN 31 AND 90), 0)::bigint AS days_90_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE a.days BETWEEN 91 AND 365), 0)::bigint
                AS days_365_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE a.days > 365), 0)::bigint AS older_fen,
              coalesce(sum(h.balance_fen) FILTER (WHERE h.kind = 'late'), 0)::bigint AS late_fen,
              min(h.due_on) AS oldest_due_on, min(h.limitation_on) AS limitation_on
         FROM charge h, LATERAL (SELECT (guanjia_now() AT TIME ZONE o.zone)::date - h.due_on AS days) a
        WHERE h.customer_id = c.id AND h.balance_fen > 0) x
 WHERE c.office_id = ANY(%(offices)s) AND x.charges > 0""",
    key="c.id",
    filters={"office": OF_OFFICE, "customer": OF_CUSTOMER},
)
REMINDERS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, {CUSTOMER}, x.channel, x.happened_on, x.text, x.promised_on, x.promised_fen,
       x.owed_fen, {person("a", "p", "logged_by")}, x.created_at
  FROM dunning_log x JOIN office o ON o.id = x.office_id JOIN customer c ON c.id = x.customer_id
  JOIN account a ON a.id = x.actor_id JOIN person p ON p.id = a.person_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={"office": OF_OFFICE, "customer": OF_CUSTOMER},
)
# Twenty years at most (Civil Code 188); by the last instalment where all are one debt (189): disputed.
LIMITATION: Any = f"""
SELECT c.limitation_on, c.limitation_on < (guanjia_now() AT TIME ZONE o.zone)::date AS over,
       (SELECT max(s.limitation_on) FROM charge s WHERE s.customer_id = c.customer_id AND s.item = c.item
           AND s.room_id IS NOT DISTINCT FROM c.room_id
           AND (s.id = c.id OR (s.reversed_at IS NULL AND NOT EXISTS (
                SELECT FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
                 WHERE m.to_id = s.id AND x.reversed_at IS NOT NULL))))
         AS by_last_instalment_on,
       (c.due_on + interval '20 years')::date AS at_most_on,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at, 'ticket', e.ticket_id)
                                  ORDER BY e.at, e.id), '[]')
          FROM {EVENTS} e) AS events
  FROM charge c JOIN office o ON o.id = c.office_id WHERE c.id = %(id)s
"""


def limitation_of(sql: Sql, charge_id: UUID) -> Row:
    """Of a charge that exists: the earlier date is the one that warns, nothing is deleted after it."""
    found: Any = sql.one(LIMITATION, {"id": charge_id})
    row: Row = found
    return row
