"""What was charged with handovers (客户入伙收费明细表): to be looked at only."""

from service.queries.register.listing import Listing
from service.queries.register.parts import CUSTOMER, OF_CUSTOMER, OF_OFFICE, OF_ROOM, OFFICE, ROOM, person

# Of a deleted handover nothing is listed; of one that was taken back, with balance 0.
HANDOVER_CHARGES = Listing(
    select=f"""
SELECT x.id, {OFFICE}, h.id AS handover, h.happened_on AS "on", {ROOM}, {CUSTOMER}, x.item, x.amount_fen,
       x.balance_fen, x.paid_fen, x.due_on, x.basis, {person("a", "p", "created_by")}, x.created_at,
       h.reversed_at
  FROM charge x JOIN occupancy_change h ON h.id = x.handover_id JOIN office o ON o.id = x.office_id
  JOIN room r ON r.id = x.room_id JOIN customer c ON c.id = x.customer_id
  JOIN account a ON a.id = x.created_by JOIN person p ON p.id = a.person_id
 WHERE x.office_id = ANY(%(offices)s) AND x.handover_id IS NOT NULL AND h.hidden_at IS NULL""",
    key="x.id",
    filters={
        "office": OF_OFFICE,
        "room": OF_ROOM,
        "customer": OF_CUSTOMER,
        "handover": "x.handover_id = %(handover)s::uuid",
        "status": "(h.reversed_at IS NULL) = (%(status)s = 'in_force')",
    },
)
