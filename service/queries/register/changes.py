"""Handovers and transfers as they were registered, and every move in and out that came of them."""

from service.queries.register.listing import Listing
from service.queries.register.parts import (
    CUSTOMER,
    LESSOR,
    OF_CUSTOMER,
    OF_OFFICE,
    OF_ROOM,
    OFFICE,
    ROOM,
    payer,
    person,
)

# Who left by the change `p.change_id`, and whether the same change entered them again.
_LEFT = """
SELECT coalesce(jsonb_agg(jsonb_build_object(
           'move', g.id, 'customer', jsonb_build_object('id', d.id, 'code', d.code, 'name', d.name),
           'nature', g.nature, 'since', g.since, 'until', g.until, 'out_on', g.out_on,
           'reentered', EXISTS (SELECT FROM occupancy_change_part q JOIN occupancy z ON z.id = q.occupancy_id
                                 WHERE q.change_id = p.change_id AND q.began AND z.nature = g.nature
                                   AND z.customer_id = g.customer_id))
           ORDER BY array_position(ARRAY['owner', 'tenant', 'resident'], g.nature)), '[]')
  FROM occupancy_change_part p JOIN occupancy g ON g.id = p.occupancy_id
  JOIN customer d ON d.id = g.customer_id
"""
# Developers' promises that came with the handover (代缴), those that were taken back too.
_SUBSIDIES = """
SELECT coalesce(jsonb_agg(jsonb_build_object(
           'id', s.id, 'developer', jsonb_build_object('id', v.id, 'code', v.code, 'name', v.name),
           'item', CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'name', i.name) END,
           'amount_fen', s.amount_fen, 'balance_fen', s.balance_fen, 'begins_on', s.begins_on,
           'ends_on', s.ends_on, 'ended_at', s.ended_at) ORDER BY s.id), '[]')
  FROM subsidy s JOIN customer v ON v.id = s.developer_id LEFT JOIN charge_item i ON i.id = s.item_id
 WHERE s.handover_id = x.id
"""
_CHANGE = f"""
SELECT x.id, {OFFICE}, {ROOM}, {CUSTOMER}, x.happened_on AS "on", x.contract_no, x.letter_no,
       (SELECT p.occupancy_id FROM occupancy_change_part p JOIN occupancy g ON g.id = p.occupancy_id
         WHERE p.change_id = x.id AND p.began AND g.nature = x.nature LIMIT 1) AS move,
       ({_LEFT} WHERE p.change_id = x.id AND NOT p.began) AS left, {payer("x.room_id", "x.happened_on")},
       ({_SUBSIDIES}) AS subsidies,
       x.arrears_fen, x.prepayment_fen, x.assumption_no, x.passed_code, x.left_code, x.former_code,
       {person("a", "h", "created_by")}, x.created_at, x.reversed_at, {person("ra", "rh", "reversed_by")},
       x.reason, x.version
  FROM occupancy_change x JOIN office o ON o.id = x.office_id JOIN room r ON r.id = x.room_id
  JOIN customer c ON c.id = x.customer_id
  JOIN account a ON a.id = x.created_by JOIN person h ON h.id = a.person_id
  LEFT JOIN account ra ON ra.id = x.reversed_by LEFT JOIN person rh ON rh.id = ra.person_id
 WHERE x.office_id = ANY(%(offices)s) AND x.hidden_at IS NULL"""
_FILTERS = {
    "office": OF_OFFICE,
    "room": OF_ROOM,
    "customer": OF_CUSTOMER,
    "status": "(x.reversed_at IS NULL) = (%(status)s = 'in_force')",
    "contract_no": "x.contract_no = %(contract_no)s AND x.office_id = ANY(%(readers)s)",
    "letter_no": "x.letter_no = %(letter_no)s AND x.office_id = ANY(%(readers)s)",
}
_MONEY = ("arrears_fen", "prepayment_fen", "assumption_no", "contract_no", "letter_no", "subsidies")
HANDOVERS = Listing(
    select=f"{_CHANGE} AND x.entrance = 'handover'", key="x.id", filters=_FILTERS, money=_MONEY
)
TRANSFERS = Listing(
    select=f"{_CHANGE} AND x.entrance = 'transfer'", key="x.id", filters=_FILTERS, money=_MONEY
)
# One row is one stay, whichever entrance it came by: the list in which in and out dates stand side by side.
MOVES = Listing(
    select=f"""
SELECT y.id, {OFFICE}, {ROOM}, {CUSTOMER}, y.nature, y.since AS in_on, y.until,
       CASE WHEN y.cancelled_at IS NULL THEN coalesce(y.out_on, y.until - 1) END AS out_on, y.source,
       {LESSOR}, y.cancelled_at IS NOT NULL AS cancelled,
       ({_LEFT} WHERE NOT p.began AND p.change_id = (SELECT b.change_id FROM occupancy_change_part b
                                                      WHERE b.occupancy_id = y.id AND b.began)) AS left,
       y.created_at, y.version
  FROM occupancy y JOIN office o ON o.id = y.office_id
  JOIN room r ON r.id = y.room_id JOIN customer c ON c.id = y.customer_id
 WHERE y.office_id = ANY(%(offices)s)""",
    key="y.id",
    filters={
        "office": OF_OFFICE,
        "room": OF_ROOM,
        "customer": OF_CUSTOMER,
        "nature": "y.nature = %(nature)s",
        "source": "y.source = %(source)s",
        "status": """CASE %(status)s
            WHEN 'cancelled' THEN y.cancelled_at IS NOT NULL
            WHEN 'all' THEN y.cancelled_at IS NULL
            ELSE y.cancelled_at IS NULL AND (%(status)s = 'active')
                 = (daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE o.zone)::date) END""",
    },
)
