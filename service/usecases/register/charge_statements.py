"""The SQL of a charge run: what a page of rooms is charged, what is reported, what a subsidy pays."""

from typing import LiteralString

from service.models.meter import LATEST_FIRST, MONTH_BY_HAND, SETTLED, SETTLED_FIRST
from service.models.occupancy import PAYS_FIRST

TAKE: LiteralString = "SELECT * FROM charge_run WHERE id = %(run)s FOR UPDATE"
TAKE_TURNS: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended('charge_run ' || %(office)s, 0))"
# Whoever charges a room's month by hand, among others who do: a run sees it, or waits for it.
BY_HAND: LiteralString = (
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('charge_run ' || %(office)s, 0))"
)

# Whoever reads or charges one of them takes turns with the run; in the order of ids.
LOCK_METERS: LiteralString = """
SELECT m.id FROM meter m
 WHERE m.room_id IN (SELECT r.id FROM room r
                      WHERE r.office_id = %(office)s
                        AND (%(building)s::uuid IS NULL OR r.building_id = %(building)s)
                        AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
                      ORDER BY r.id LIMIT %(most)s)
 ORDER BY m.id FOR NO KEY UPDATE
"""
# Of each meter: what it showed last in the month, from where that is owed, by which price. It is `through`
# where that reading was charged already, or with a later one: by a move, at the desk, with a later month.
# What was read after a vacancy is not of who lived there before it; of a retired meter the last units come
# when they are known, to who was there: `uncharged` where that is not who pays now.
METERED: LiteralString = f"""
, metered AS MATERIALIZED (
    SELECT p.id AS room, i.id AS item, i.name, i.position, m.number, base.value AS since, last.value,
           last.id AS reading, price.tariff, price.price_fen, price.per,
           CASE WHEN last.charge_id IS NOT NULL OR next.charge_id IS NOT NULL THEN 'through'
                WHEN last.id = base.id AND base.by_hand THEN 'by_hand'
                WHEN last.id IS NULL AND m.retired_on < %(first)s::date AND EXISTS (
                     SELECT FROM (SELECT g.* FROM meter_reading g WHERE g.meter_id = m.id AND NOT g.nobodys
                                   ORDER BY {LATEST_FIRST} LIMIT 1) g
                      WHERE NOT {SETTLED}) THEN 'uncharged'
                WHEN last.id IS NULL OR last.id = base.id
                     THEN CASE WHEN m.retired_on < %(first)s::date OR m.retired_on <= last.read_on
                               THEN 'through' ELSE 'no_reading' END
                WHEN price.tariff IS NULL THEN 'no_tariff' ELSE 'charged' END AS finding
      FROM page p JOIN meter m ON m.room_id = p.id
      JOIN charge_item i ON i.id = m.item_id AND i.kind = ANY(%(metered)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
      LEFT JOIN LATERAL (
           SELECT g.id, g.value, g.read_on, g.charge_id FROM meter_reading g
            WHERE g.meter_id = m.id AND g.read_on <= %(last)s::date
              AND (g.read_on >= %(first)s::date OR m.retired_on IS NOT NULL AND EXISTS (
                   SELECT FROM occupancy y WHERE y.room_id = p.id AND y.customer_id = p.payer
                      AND daterange(y.since, y.until) @> g.read_on))
              AND NOT EXISTS (SELECT FROM meter_reading v WHERE v.meter_id = m.id AND v.nobodys
                                 AND v.read_on > %(payer_on)s::date
                                 AND (v.read_on, v.value) <= (g.read_on, g.value))
            ORDER BY {LATEST_FIRST} LIMIT 1) last ON true
      LEFT JOIN LATERAL (
           SELECT g.id, g.value, {MONTH_BY_HAND} AS by_hand FROM meter_reading g
            WHERE g.meter_id = m.id AND (g.read_on, g.value) <= (last.read_on, last.value) AND {SETTLED}
            ORDER BY {SETTLED_FIRST} LIMIT 1) base ON true
      LEFT JOIN LATERAL (
           SELECT g.charge_id FROM meter_reading g
            WHERE g.meter_id = m.id AND {SETTLED}
              AND CASE WHEN last.id IS NULL THEN g.read_on > %(last)s::date
                       ELSE (g.read_on, g.value) > (last.read_on, last.value) END
            ORDER BY g.read_on, g.value, g.charge_id LIMIT 1) next ON true
      LEFT JOIN LATERAL (
           SELECT t.id AS tariff, s.price_fen, s.per FROM tariff t JOIN standard s ON s.id = t.standard_id
            WHERE t.room_id = p.id AND t.item_id = i.id AND s.basis = 'meter'
              AND daterange(t.begins_on, t.ends_on, '[]') @> last.read_on LIMIT 1) price ON true
     WHERE p.payer IS NOT NULL
), unread AS (
    SELECT room, item, finding AS reason FROM metered WHERE finding IN ('no_reading', 'no_tariff', 'by_hand')
    UNION
    SELECT p.id, i.id, 'no_meter' FROM page p JOIN tariff t ON t.room_id = p.id
       AND daterange(t.begins_on, t.ends_on, '[]') && daterange(%(first)s::date, %(last)s::date, '[]')
      JOIN charge_item i ON i.id = t.item_id AND i.kind = ANY(%(metered)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
     WHERE p.payer IS NOT NULL
       AND NOT EXISTS (SELECT FROM meter m WHERE m.room_id = p.id AND m.item_id = i.id
                          AND coalesce(m.retired_on >= %(first)s::date, true))
       AND NOT EXISTS (SELECT FROM metered d WHERE d.room = p.id AND d.item = i.id AND d.finding = 'charged')
)"""
# What was charged already is looked up line by line: a table that grows meanwhile has statistics from
# before it, and a join would read the month over and over. By a run, by hand or brought in from elsewhere: a
# month that is in the books is charged.
# Rooms by hundredths of a square metre; a part of a month by its days; half a fen is rounded up.
LINES: LiteralString = (
    f"""
WITH page AS MATERIALIZED (
    SELECT r.id, r.gross_area, r.usable_area,
           (SELECT y.customer_id FROM occupancy y
             WHERE y.room_id = r.id AND daterange(y.since, y.until) @> %(payer_on)s::date
             ORDER BY {PAYS_FIRST} LIMIT 1) AS payer,
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
           greatest(coalesce(t.begins_on, %(first)s::date), %(first)s::date) AS begins,
           least(coalesce(t.ends_on, %(last)s::date), %(last)s::date)
             - greatest(coalesce(t.begins_on, %(first)s::date), %(first)s::date) + 1 AS days
      FROM page p JOIN tariff t ON t.room_id = p.id
       AND daterange(t.begins_on, t.ends_on, '[]') && daterange(%(first)s::date, %(last)s::date, '[]')
      JOIN charge_item i ON i.id = t.item_id AND i.kind = ANY(%(kinds)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
      JOIN standard s ON s.id = t.standard_id
     WHERE p.payer IS NOT NULL
)"""
    + METERED
    + """, lines AS MATERIALIZED (
    SELECT room, item, name, position, bool_or(units IS NULL) AS no_area,
           sum(floor(price_fen::numeric * units * days / (100 * per * %(days)s) + 0.5)) AS fen,
           jsonb_agg(jsonb_build_object('tariff', tariff, 'basis', basis, 'units', units,
                     'price_fen', price_fen, 'per', per, 'days', days, 'of_days', %(days)s)
                     ORDER BY tariff) AS basis, NULL::uuid[] AS readings,
           jsonb_agg(jsonb_build_object('begins', begins, 'days', days, 'fen',
                     floor(price_fen::numeric * units * days / (100 * per * %(days)s) + 0.5))) AS spans
      FROM pieces GROUP BY room, item, name, position
    UNION ALL
    SELECT room, item, name, position, false,
           sum(floor(price_fen::numeric * (value - since) / per + 0.5)),
           jsonb_agg(jsonb_build_object('tariff', tariff, 'basis', 'meter', 'meter', number,
                     'reading', reading, 'from', since, 'to', value, 'units', value - since,
                     'price_fen', price_fen, 'per', per) ORDER BY number), array_agg(reading), NULL
      FROM metered d WHERE finding = 'charged'
       AND NOT EXISTS (SELECT FROM unread u WHERE u.room = d.room AND u.item = d.item)
     GROUP BY room, item, name, position
), fresh AS (
    SELECT l.*, p.payer, p.subsidised FROM lines l JOIN page p ON p.id = l.room
     WHERE NOT l.no_area AND l.fen BETWEEN 1 AND %(most_fen)s
       AND (SELECT c.id FROM charge c WHERE c.room_id = l.room AND c.item_id = l.item
               AND c.period = %(period)s AND c.kind = 'routine' AND c.reversed_at IS NULL LIMIT 1) IS NULL
       AND (SELECT c.id FROM charge c WHERE c.room_id = l.room AND c.period = %(period)s AND c.kind = 'other'
               AND (c.item_id = l.item OR c.item_id IS NULL AND c.item = l.name) AND c.reversed_at IS NULL
               LIMIT 1) IS NULL
)"""
)
CHARGE: LiteralString = """, made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis)
    SELECT guanjia_id(), %(office)s, f.payer, f.room, f.name, %(period)s, f.fen, f.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', f.item, %(run)s, f.basis
      FROM fresh f WHERE NOT f.subsidised ORDER BY f.room, f.position, f.item
    ON CONFLICT (room_id, item_id, period, share) WHERE kind = 'routine' AND reversed_at IS NULL DO NOTHING
    RETURNING id, amount_fen, basis
), entered AS (
    INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen, actor_id)
    SELECT guanjia_id(), %(office)s, 'charge', m.id, 'charged', m.amount_fen, %(actor)s FROM made m
), read AS (
    UPDATE meter_reading g SET charge_id = m.id
      FROM made m, jsonb_array_elements(m.basis) b
     WHERE g.id = (b ->> 'reading')::uuid RETURNING g.meter_id
), seen AS (
    UPDATE meter g SET version = g.version + 1 FROM read WHERE g.id = read.meter_id
), reported AS (
    INSERT INTO charge_run_fault (run_id, room_id, item_id, reason)
    SELECT %(run)s::uuid, id, NULL::uuid, 'vacant' FROM page WHERE payer IS NULL
    UNION ALL SELECT %(run)s::uuid, id, NULL::uuid, 'no_tariff' FROM page p
               WHERE payer IS NOT NULL AND NOT EXISTS (SELECT FROM lines l WHERE l.room = p.id)
                 AND NOT EXISTS (SELECT FROM metered d WHERE d.room = p.id)
                 AND NOT EXISTS (SELECT FROM unread u WHERE u.room = p.id)
    UNION ALL SELECT %(run)s::uuid, room, item, reason FROM unread
    UNION ALL SELECT %(run)s::uuid, room, item, 'uncharged' FROM metered WHERE finding = 'uncharged'
    UNION ALL SELECT %(run)s::uuid, room, item, 'uncharged' FROM lines l
               WHERE l.readings IS NOT NULL AND l.fen BETWEEN 1 AND %(most_fen)s
                 AND NOT EXISTS (SELECT FROM fresh f WHERE f.room = l.room AND f.item = l.item)
                 AND NOT EXISTS (SELECT FROM charge c WHERE c.room_id = l.room AND c.item_id = l.item
                                    AND c.period = %(period)s AND c.kind = 'other' AND c.reversed_at IS NULL)
    UNION ALL SELECT %(run)s::uuid, room, item,
                     CASE WHEN no_area THEN 'no_area' WHEN fen = 0 THEN 'zero' ELSE 'too_much' END
                FROM lines WHERE no_area OR fen NOT BETWEEN 1 AND %(most_fen)s
    ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM page) AS rooms, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last_room,
       (SELECT count(*) FROM made) AS lines, (SELECT coalesce(sum(amount_fen), 0)::bigint FROM made) AS fen,
       (SELECT jsonb_agg(jsonb_build_object('room', f.room, 'item', f.item, 'name', f.name, 'fen', f.fen,
                         'payer', f.payer, 'basis', f.basis, 'readings', f.readings,
                         'spans', coalesce(f.spans, jsonb_build_array(jsonb_build_object(
                                  'begins', %(first)s::date, 'days', %(days)s, 'fen', f.fen))))
                         ORDER BY f.room, f.position, f.item)
          FROM fresh f WHERE f.subsidised) AS subsidised
"""
POTS: LiteralString = """
SELECT id, room_id, developer_id, item_id, balance_fen, begins_on, ends_on FROM subsidy
 WHERE room_id = ANY(%(rooms)s::uuid[]) AND ended_at IS NULL AND begins_on <= %(last)s::date
   AND coalesce(ends_on, 'infinity') >= %(first)s::date AND balance_fen IS DISTINCT FROM 0
 ORDER BY id FOR UPDATE
"""
CHARGE_SHARES: LiteralString = """
WITH r AS (SELECT * FROM jsonb_to_recordset(%(shares)s::jsonb) AS r(room uuid, item uuid, name text,
           customer uuid, fen bigint, subsidy uuid, basis jsonb, readings uuid[])),
made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis, share, subsidy_id)
    SELECT guanjia_id(), %(office)s, r.customer, r.room, r.name, %(period)s, r.fen, r.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', r.item, %(run)s, r.basis,
           CASE WHEN r.subsidy IS NULL THEN 0 ELSE 1 END, r.subsidy FROM r
    RETURNING id, amount_fen, room_id, item_id, share
), read AS (
    UPDATE meter_reading g SET charge_id = m.id
      FROM (SELECT DISTINCT ON (room_id, item_id) id, room_id, item_id FROM made
             ORDER BY room_id, item_id, share) m
      JOIN r ON r.room = m.room_id AND r.item = m.item_id AND r.readings IS NOT NULL
     WHERE g.id = ANY(r.readings) RETURNING g.meter_id
), seen AS (
    UPDATE meter g SET version = g.version + 1 FROM read WHERE g.id = read.meter_id
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
