"""Charges, payments, prepayments and deposits."""

from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM, person

CHARGES = Listing(
    select=f"""
SELECT x.id, {OFFICE}, {CUSTOMER}, {ROOM}, x.item, x.period, x.amount_fen, x.balance_fen, x.paid_fen,
       x.refunded_fen, x.frozen_fen > 0 AS frozen, x.due_on, x.limitation_on, x.judged_at, x.kind, x.late_of,
       x.basis, x.version, x.reversed_at, x.created_at
  FROM charge x JOIN office o ON o.id = x.office_id JOIN customer c ON c.id = x.customer_id
  LEFT JOIN room r ON r.id = x.room_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={
        "office": OF_OFFICE,
        "customer": OF_CUSTOMER,
        "room": OF_ROOM,
        "status": "(x.balance_fen > 0) = (%(status)s = 'open')",
    },
)
DEPOSITS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, {ROOM}, {CUSTOMER}, x.kind, x.amount_fen, x.balance_fen, x.frozen_fen > 0 AS frozen,
       x.frozen_fen, x.status, {person("ra", "rp", "received_by")}, x.received_at,
       {person("aa", "ap", "audited_by")}, x.audited_at, x.version,
       x.reversed_at, x.created_at
  FROM deposit x JOIN office o ON o.id = x.office_id JOIN customer c ON c.id = x.customer_id
  LEFT JOIN room r ON r.id = x.room_id
  JOIN account ra ON ra.id = x.received_by JOIN person rp ON rp.id = x.received_by_person
  LEFT JOIN account aa ON aa.id = x.audited_by LEFT JOIN person ap ON ap.id = x.audited_by_person
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={
        "office": OF_OFFICE,
        "customer": OF_CUSTOMER,
        "room": OF_ROOM,
        "status": "x.reversed_at IS NULL AND x.status = %(status)s",
    },
)
PREPAYMENTS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, {CUSTOMER}, x.amount_fen, x.balance_fen, x.method, x.frozen_fen > 0 AS frozen,
       {person("ra", "rp", "received_by")}, x.received_at, x.version, x.reversed_at, x.created_at
  FROM prepayment x JOIN office o ON o.id = x.office_id JOIN customer c ON c.id = x.customer_id
  LEFT JOIN account ra ON ra.id = x.received_by LEFT JOIN person rp ON rp.id = x.received_by_person
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={
        "office": OF_OFFICE,
        "customer": OF_CUSTOMER,
        "status": "(x.balance_fen > 0) = (%(status)s = 'open')",
    },
)
ALLOCATIONS = """
(SELECT coalesce(jsonb_agg(jsonb_build_object('charge', l.charge_id, 'prepayment', l.prepayment_id,
                                              'ticket', l.ticket_id, 'amount_fen', l.amount_fen)
                           ORDER BY l.prepayment_id IS NOT NULL, h.due_on, l.charge_id), '[]')
   FROM payment_allocation l LEFT JOIN charge h ON h.id = l.charge_id
  WHERE l.payment_id = x.id) AS allocations"""
PAYMENTS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, x.payment_no,
       CASE WHEN c.id IS NOT NULL
            THEN jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) END AS customer,
       x.amount_fen, x.method, {ALLOCATIONS}, {person("ra", "rp", "received_by")}, x.paid_at, x.version,
       x.reversed_at, x.created_at
  FROM payment x JOIN office o ON o.id = x.office_id LEFT JOIN customer c ON c.id = x.customer_id
  LEFT JOIN account ra ON ra.id = x.received_by LEFT JOIN person rp ON rp.id = ra.person_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={"office": OF_OFFICE, "customer": OF_CUSTOMER},
)
