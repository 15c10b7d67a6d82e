"""The SQL of a charge run: what a page of rooms is charged, what is reported, what a subsidy pays."""

from typing import LiteralString

TAKE: LiteralString = "SELECT * FROM charge_run WHERE id = %(run)s FOR UPDATE"
TAKE_TURNS: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended('charge_run ' || %(office)s, 0))"

# What was charged already is looked up line by line: a table that grows meanwhile has statistics from
# before it, and a join would read the month over and over.
# Rooms by hundredths of a square metre; a part of a month by its days; half a fen is rounded up.
LINES: LiteralString = """
WITH page AS MATERIALIZED (
    SELECT r.id, r.gross_area, r.usable_area,
           (SELECT y.customer_id FROM occupancy y
             WHERE y.room_id = r.id AND daterange(y.since, y.until) @> %(payer_on)s::date
             ORDER BY array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1) AS payer,
           EXISTS (SELECT FROM subsidy b WHERE b.room_id = r.id AND b.ended_at IS NULL
                      AND b.balance_fen IS DISTINCT FROM 0 AND b.begins_on <= %(last)s::date
                      AND coalesce(b.ends_on, 'infinity') >= %(first)s::date) AS subsidised
      FROM room r
     WHERE r.office_id = %(office)s AND (%(building)s::uuid IS NULL OR r.building_id = %(building)s)
       AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
     ORDER BY r.id LIMIT %(most)s
), pieces AS (
    SELECT p.id AS room, i.id AS item, i.name, i.position, s.basis, s.price_fen, s.per, t.id AS tariff,
           CASE s.basis WHEN 'gross_area' THEN p.gross_area WHEN 'usable_area' THEN p.usable_area
                        ELSE 100 END AS units,
           least(coalesce(t.ends_on, %(last)s::date), %(last)s::date)
             - greatest(coalesce(t.begins_on, %(first)s::date), %(first)s::date) + 1 AS days
      FROM page p JOIN tariff t ON t.room_id = p.id
       AND daterange(t.begins_on, t.ends_on, '[]') && daterange(%(first)s::date, %(last)s::date, '[]')
      JOIN charge_item i ON i.id = t.item_id AND i.kind = ANY(%(kinds)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
      JOIN standard s ON s.id = t.standard_id
     WHERE p.payer IS NOT NULL
), lines AS MATERIALIZED (
    SELECT room, item, name, position, bool_or(units IS NULL) AS no_area,
           sum(floor(price_fen::numeric * units * days / (100 * per * %(days)s) + 0.5))::bigint AS fen,
           jsonb_agg(jsonb_build_object('tariff', tariff, 'basis', basis, 'units', units,
                     'price_fen', price_fen, 'per', per, 'days', days, 'of_days', %(days)s)
                     ORDER BY tariff) AS basis
      FROM pieces GROUP BY room, item, name, position
), fresh AS (
    SELECT l.*, p.payer, p.subsidised FROM lines l JOIN page p ON p.id = l.room
     WHERE NOT l.no_area AND l.fen > 0
       AND (SELECT c.id FROM charge c WHERE c.room_id = l.room AND c.item_id = l.item
               AND c.period = %(period)s AND c.kind = 'routine' LIMIT 1) IS NULL
)"""
CHARGE: LiteralString = """, made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis)
    SELECT guanjia_id(), %(office)s, f.payer, f.room, f.name, %(period)s, f.fen, f.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', f.item, %(run)s, f.basis
      FROM fresh f WHERE NOT f.subsidised ORDER BY f.room, f.position, f.item
    ON CONFLICT (room_id, item_id, period, share) WHERE kind = 'routine' DO NOTHING
    RETURNING id, amount_fen
), entered AS (
    INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen, actor_id)
    SELECT guanjia_id(), %(office)s, 'charge', m.id, 'charged', m.amount_fen, %(actor)s FROM made m
), reported AS (
    INSERT INTO charge_run_fault (run_id, room_id, item_id, reason)
    SELECT %(run)s::uuid, id, NULL::uuid, 'vacant' FROM page WHERE payer IS NULL
    UNION ALL SELECT %(run)s::uuid, id, NULL::uuid, 'no_tariff' FROM page p
               WHERE payer IS NOT NULL AND NOT EXISTS (SELECT FROM lines l WHERE l.room = p.id)
    UNION ALL SELECT %(run)s::uuid, room, item, CASE WHEN no_area THEN 'no_area' ELSE 'zero' END
                FROM lines WHERE no_area OR fen = 0
    ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM page) AS rooms, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last_room,
       (SELECT count(*) FROM made) AS lines, (SELECT coalesce(sum(amount_fen), 0)::bigint FROM made) AS fen,
       (SELECT jsonb_agg(jsonb_build_object('room', f.room, 'item', f.item, 'name', f.name, 'fen', f.fen,
                         'payer', f.payer, 'basis', f.basis) ORDER BY f.room, f.position, f.item)
          FROM fresh f WHERE f.subsidised) AS subsidised
"""
POTS: LiteralString = """
SELECT id, room_id, developer_id, item_id, balance_fen FROM subsidy
 WHERE room_id = ANY(%(rooms)s::uuid[]) AND ended_at IS NULL AND begins_on <= %(last)s::date
   AND coalesce(ends_on, 'infinity') >= %(first)s::date AND balance_fen IS DISTINCT FROM 0
 ORDER BY id FOR UPDATE
"""
CHARGE_SHARES: LiteralString = """
WITH r AS (SELECT * FROM jsonb_to_recordset(%(shares)s::jsonb) AS r(room uuid, item uuid, name text,
           customer uuid, fen bigint, subsidy uuid, basis jsonb)),
made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis, share, subsidy_id)
    SELECT guanjia_id(), %(office)s, r.customer, r.room, r.name, %(period)s, r.fen, r.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', r.item, %(run)s, r.basis,
           CASE WHEN r.subsidy IS NULL THEN 0 ELSE 1 END, r.subsidy FROM r
    RETURNING id, amount_fen
), entered AS (
    INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen, actor_id)
    SELECT guanjia_id(), %(office)s, 'charge', m.id, 'charged', m.amount_fen, %(actor)s FROM made m
), drawn AS (
    UPDATE subsidy s SET balance_fen = s.balance_fen - d.fen
      FROM (SELECT subsidy, sum(fen)::bigint AS fen FROM r WHERE subsidy IS NOT NULL GROUP BY subsidy) d
     WHERE s.id = d.subsidy AND s.balance_fen IS NOT NULL
)
SELECT count(*) AS lines, coalesce(sum(amount_fen), 0)::bigint AS fen FROM made
"""
GO_ON: LiteralString = """
UPDATE charge_run SET after_room = coalesce(%(last_room)s, after_room), rooms_done = rooms_done + %(rooms)s,
       lines = lines + %(lines)s, amount_fen = amount_fen + %(fen)s,
       status = CASE WHEN %(over)s THEN 'done' ELSE 'running' END,
       finished_at = CASE WHEN %(over)s THEN guanjia_now() END
 WHERE id = %(run)s
"""
