"""Charge items, standards, room tariffs, charge runs with their reports, and subsidies."""

from typing import LiteralString

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OF_ROOM, OFFICE, ROOM

ITEM: LiteralString = "jsonb_build_object('id', i.id, 'name', i.name, 'kind', i.kind) AS item"
OF_ITEM: LiteralString = "%(item)s IN (i.id::text, i.name)"

CHARGE_ITEMS = Listing(
    select=f"""
SELECT i.id, {OFFICE}, i.name, i.kind, i.position, i.late_ppm, i.late_cap_percent,
       i.disabled_at IS NOT NULL AS disabled, i.version, i.created_at
  FROM charge_item i JOIN office o ON o.id = i.office_id
 WHERE i.office_id = ANY(%(offices)s)""",
    key="i.id",
    filters={"office": OF_OFFICE, "kind": "i.kind = %(kind)s"},
)
STANDARDS = Listing(
    select=f"""
SELECT s.id, {OFFICE}, {ITEM}, s.name, s.basis, s.price_fen, s.per, s.created_at
  FROM standard s JOIN office o ON o.id = s.office_id JOIN charge_item i ON i.id = s.item_id
 WHERE s.office_id = ANY(%(offices)s)""",
    key="s.id",
    filters={"office": OF_OFFICE, "item": OF_ITEM},
)
TARIFFS = Listing(
    select=f"""
SELECT t.id, {OFFICE}, {ROOM}, {ITEM},
       jsonb_build_object('id', s.id, 'name', s.name, 'basis', s.basis, 'price_fen', s.price_fen,
                          'per', s.per) AS standard,
       t.begins_on, t.ends_on, t.version, t.created_at
  FROM tariff t JOIN office o ON o.id = t.office_id JOIN room r ON r.id = t.room_id
  JOIN charge_item i ON i.id = t.item_id JOIN standard s ON s.id = t.standard_id
 WHERE t.office_id = ANY(%(offices)s)""",
    key="t.id",
    filters={
        "office": OF_OFFICE,
        "room": OF_ROOM,
        "item": OF_ITEM,
        "building": "r.building_id IN (SELECT id FROM building WHERE %(building)s IN (id::text, code))",
    },
)
REPORT: LiteralString = """
(SELECT jsonb_build_object('vacant', count(*) FILTER (WHERE f.reason = 'vacant'),
                           'no_tariff', count(*) FILTER (WHERE f.reason = 'no_tariff'),
                           'no_area', count(*) FILTER (WHERE f.reason = 'no_area'),
                           'zero', count(*) FILTER (WHERE f.reason = 'zero'),
                           'no_meter', count(*) FILTER (WHERE f.reason = 'no_meter'),
                           'no_reading', count(*) FILTER (WHERE f.reason = 'no_reading'),
                           'too_much', count(*) FILTER (WHERE f.reason = 'too_much'),
                           'by_hand', count(*) FILTER (WHERE f.reason = 'by_hand'),
                           'uncharged', count(*) FILTER (WHERE f.reason = 'uncharged'))
   FROM charge_run_fault f WHERE f.run_id = x.id) AS report"""
CHARGE_RUNS = Listing(
    select=f"""
SELECT x.id, {OFFICE}, x.period,
       CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'code', b.code) END AS building,
       (SELECT jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'kind', i.kind)
                         ORDER BY i.position, i.id)
          FROM charge_item i WHERE i.id = ANY(x.items)) AS items,
       x.payer_on, x.due_on, x.status, x.rooms, x.rooms_done, x.lines, x.amount_fen, {REPORT},
       x.created_at, x.finished_at
  FROM charge_run x JOIN office o ON o.id = x.office_id LEFT JOIN building b ON b.id = x.building_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={"office": OF_OFFICE, "period": "x.period = %(period)s", "status": "x.status = %(status)s"},
)
# Of one run, bound as `of`.
RUN_FAULTS = Listing(
    select="""
SELECT f.id, jsonb_build_object('id', r.id, 'code', r.code) AS room,
       CASE WHEN i.id IS NOT NULL
            THEN jsonb_build_object('id', i.id, 'name', i.name, 'kind', i.kind) END AS item, f.reason
  FROM charge_run_fault f JOIN charge_run x ON x.id = f.run_id JOIN room r ON r.id = f.room_id
  LEFT JOIN charge_item i ON i.id = f.item_id
 WHERE x.office_id = ANY(%(offices)s) AND f.run_id = %(of)s""",
    key="f.id",
    filters={"reason": "f.reason = %(reason)s"},
)
SUBSIDIES = Listing(
    select=f"""
SELECT x.id, {OFFICE}, {ROOM},
       jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) AS developer,
       CASE WHEN i.id IS NOT NULL
            THEN jsonb_build_object('id', i.id, 'name', i.name, 'kind', i.kind) END AS item,
       x.amount_fen, x.balance_fen, x.begins_on, x.ends_on, x.ended_at, x.version, x.created_at
  FROM subsidy x JOIN office o ON o.id = x.office_id JOIN room r ON r.id = x.room_id
  JOIN customer c ON c.id = x.developer_id LEFT JOIN charge_item i ON i.id = x.item_id
 WHERE x.office_id = ANY(%(offices)s)""",
    key="x.id",
    filters={"office": OF_OFFICE, "room": OF_ROOM},
)
