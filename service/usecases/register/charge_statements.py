"""The SQL of a charge run: what a page of rooms is charged, what is reported, what a subsidy pays."""

from typing import LiteralString

from service.models.meter_units import BY_HAND, OPEN, read_before, user_of
from service.models.occupancy import PAYS_FIRST
from service.usecases.register.months_by_hand import settle

TAKE: LiteralString = "SELECT * FROM charge_run WHERE id = %(run)s FOR UPDATE"
TAKE_TURNS: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended('charge_run ' || %(office)s, 0))"
# Whoever charges a room's month by hand, among others who do: a run sees it, or waits for it.
TAKE_A_TURN: LiteralString = (
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('charge_run ' || %(office)s, 0))"
)

# Whoever reads or charges one of them takes turns with the run; in the order of ids.
PAGE: LiteralString = """(SELECT r.id FROM room r
                      WHERE r.office_id = %(office)s
                        AND (%(building)s::uuid IS NULL OR r.building_id = %(building)s)
                        AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
                      ORDER BY r.id LIMIT %(most)s)"""
LOCK_METERS: LiteralString = f"""
SELECT m.id FROM meter m WHERE m.room_id IN {PAGE} ORDER BY m.id FOR NO KEY UPDATE
"""
# Who lives where may have become known since.
SETTLE_BY_HAND: LiteralString = settle(f"m.room_id IN {PAGE}")
# What the room's meters counted to the end of the month and nobody was charged for, each reading on who had
# the room until then, be it who pays now or not: readings in a row at the price of the last one's day.
METERED: LiteralString = f"""
, metered AS MATERIALIZED (
    SELECT p.id AS room, p.payer, m.id AS meter, m.number, m.retired_on, i.id AS item, i.name, i.position
      FROM page p JOIN meter m ON m.room_id = p.id
      JOIN charge_item i ON i.id = m.item_id AND i.kind = ANY(%(metered)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
), units AS MATERIALIZED (
    SELECT m.room, m.item, m.name, m.position, m.meter, m.number, g.id AS reading, g.value, g.read_on,
           e.value AS since, {user_of("m.room")} AS who, price.tariff,
           price.price_fen, price.per
      FROM metered m JOIN meter_reading g ON g.meter_id = m.meter AND g.read_on <= %(last)s::date AND {OPEN}
      JOIN LATERAL {read_before("g")} e ON true
      LEFT JOIN LATERAL (
           SELECT t.id AS tariff, s.price_fen, s.per FROM tariff t JOIN standard s ON s.id = t.standard_id
            WHERE t.room_id = m.room AND t.item_id = m.item AND s.basis = 'meter'
              AND daterange(t.begins_on, t.ends_on, '[]') @> g.read_on LIMIT 1) price ON true
), stretches AS (
    SELECT u.*, count(*) FILTER (WHERE u.apart) OVER (PARTITION BY u.meter, u.who
                                                      ORDER BY u.read_on, u.value, u.reading) AS stretch
      FROM (SELECT u.*, lag(u.value) OVER (PARTITION BY u.meter, u.who ORDER BY u.read_on, u.value, u.reading)
                        IS DISTINCT FROM u.since AS apart FROM units u) u
), counted AS MATERIALIZED (
    SELECT room, item, name, position, number, u.who, min(since) AS since, max(value) AS value,
           max(read_on) AS read_on, array_agg(reading) AS readings,
           (array_agg(tariff ORDER BY read_on DESC, value DESC, reading DESC))[1] AS tariff,
           (array_agg(price_fen ORDER BY read_on DESC, value DESC, reading DESC))[1] AS price_fen,
           (array_agg(per ORDER BY read_on DESC, value DESC, reading DESC))[1] AS per
      FROM stretches u GROUP BY room, item, name, position, meter, number, u.who, stretch
), unread AS MATERIALIZED (
    SELECT DISTINCT m.room, m.item FROM metered m
     WHERE m.payer IS NOT NULL AND coalesce(m.retired_on >= %(first)s::date, true)
       AND NOT EXISTS (SELECT FROM meter_reading g
                        WHERE g.meter_id = m.meter AND g.read_on >= %(first)s::date)
), told AS (
    SELECT room, item, 'no_reading' AS reason FROM unread
    UNION SELECT room, item, CASE WHEN c.who IS NULL THEN 'uncharged' ELSE 'no_tariff' END
      FROM counted c WHERE value > since AND (c.who IS NULL OR tariff IS NULL)
    UNION SELECT d.room, d.item, 'by_hand' FROM metered d JOIN meter m ON m.id = d.meter
      JOIN charge_item i ON i.id = m.item_id JOIN charge h ON h.period = %(period)s AND {BY_HAND}
     WHERE d.payer IS NOT NULL
    UNION SELECT p.id, i.id, 'no_meter' FROM page p JOIN tariff t ON t.room_id = p.id
       AND daterange(t.begins_on, t.ends_on, '[]') && daterange(%(first)s::date, %(last)s::date, '[]')
      JOIN charge_item i ON i.id = t.item_id AND i.kind = ANY(%(metered)s) AND i.disabled_at IS NULL
       AND (%(items)s::uuid[] IS NULL OR i.id = ANY(%(items)s))
     WHERE p.payer IS NOT NULL
       AND NOT EXISTS (SELECT FROM meter m WHERE m.room_id = p.id AND m.item_id = i.id
                          AND coalesce(m.retired_on >= %(first)s::date, true))
       AND NOT EXISTS (SELECT FROM units u WHERE u.room = p.id AND u.item = i.id)
)"""
# What was charged already is looked up line by line: a table that grows meanwhile has statistics from
# before it, and a join would read the month over and over. By a run, by hand or brought in from elsewhere: a
# month that is in the books is charged. By meter it is charged once to each who had a part of it.
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
    SELECT room, item, name, position, NULL::uuid AS who, 0 AS turn, bool_or(units IS NULL) AS no_area,
           sum(floor(price_fen::numeric * units * days / (100 * per * %(days)s) + 0.5)) AS fen,
           jsonb_agg(jsonb_build_object('tariff', tariff, 'basis', basis, 'units', units,
                     'price_fen', price_fen, 'per', per, 'days', days, 'of_days', %(days)s)
                     ORDER BY tariff) AS basis, true AS of_month,
           jsonb_agg(jsonb_build_object('begins', begins, 'days', days, 'fen',
                     floor(price_fen::numeric * units * days / (100 * per * %(days)s) + 0.5))) AS spans
      FROM pieces GROUP BY room, item, name, position
    UNION ALL
    SELECT room, item, name, position, d.who,
           (row_number() OVER (PARTITION BY room, item ORDER BY d.who) - 1)::int, false,
           sum(floor(price_fen::numeric * (value - since) / per + 0.5)),
           jsonb_agg(jsonb_build_object('tariff', tariff, 'basis', 'meter', 'meter', number, 'used_by', d.who,
                     'readings', to_jsonb(readings), 'from', since, 'to', value, 'units', value - since,
                     'price_fen', price_fen, 'per', per) ORDER BY number, since),
           max(read_on) >= %(first)s::date, NULL
      FROM counted d WHERE d.who IS NOT NULL AND tariff IS NOT NULL
       AND NOT EXISTS (SELECT FROM unread u WHERE u.room = d.room AND u.item = d.item)
     GROUP BY room, item, name, position, d.who
), fresh AS (
    SELECT l.*, coalesce(l.who, p.payer) AS payer, p.subsidised,
           CASE WHEN l.who IS NULL THEN 0 ELSE 2 * l.turn + coalesce((
                SELECT max(c.share) / 2 * 2 + 2 FROM charge c
                 WHERE c.room_id = l.room AND c.item_id = l.item AND c.period = %(period)s
                   AND c.kind = 'routine' AND c.reversed_at IS NULL), 0) END AS share
      FROM lines l JOIN page p ON p.id = l.room
     WHERE NOT l.no_area AND l.fen BETWEEN 1 AND %(most_fen)s
       AND (SELECT c.id FROM charge c WHERE c.room_id = l.room AND c.item_id = l.item
               AND c.period = %(period)s AND c.kind = 'routine' AND c.reversed_at IS NULL
               AND (l.who IS NULL OR coalesce(c.basis -> 0 ->> 'used_by', c.customer_id::text) = l.who::text)
               LIMIT 1) IS NULL
       AND (l.who IS NOT NULL OR (
           SELECT c.id FROM charge c WHERE c.room_id = l.room AND c.period = %(period)s AND c.kind = 'other'
              AND (c.item_id = l.item OR c.item_id IS NULL AND c.item = l.name) AND c.reversed_at IS NULL
              LIMIT 1) IS NULL)
)"""
)
# Readings at which nothing was used are told once, and looked at no more.
CHARGE: LiteralString = """, made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis, share)
    SELECT guanjia_id(), %(office)s, f.payer, f.room, f.name, %(period)s, f.fen, f.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', f.item, %(run)s, f.basis, f.share
      FROM fresh f WHERE NOT f.subsidised ORDER BY f.room, f.position, f.item
    ON CONFLICT (room_id, item_id, period, share) WHERE kind = 'routine' AND reversed_at IS NULL DO NOTHING
    RETURNING id, amount_fen, basis
), entered AS (
    INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen, actor_id)
    SELECT guanjia_id(), %(office)s, 'charge', m.id, 'charged', m.amount_fen, %(actor)s FROM made m
), read AS (
    UPDATE meter_reading g SET charge_id = m.id
      FROM made m, jsonb_array_elements(m.basis) b, jsonb_array_elements_text(b -> 'readings') r
     WHERE g.id = r::uuid RETURNING g.meter_id
), seen AS (
    UPDATE meter g SET version = g.version + 1 FROM read WHERE g.id = read.meter_id
), idle AS (
    UPDATE meter_reading g SET nobodys = true
      FROM lines l, jsonb_array_elements(l.basis) b, jsonb_array_elements_text(b -> 'readings') r
     WHERE l.who IS NOT NULL AND l.fen = 0 AND b ->> 'units' = '0' AND g.id = r::uuid
), reported AS (
    INSERT INTO charge_run_fault (run_id, room_id, item_id, reason)
    SELECT %(run)s::uuid, id, NULL::uuid, 'vacant' FROM page WHERE payer IS NULL
    UNION ALL SELECT %(run)s::uuid, id, NULL::uuid, 'no_tariff' FROM page p
               WHERE payer IS NOT NULL AND NOT EXISTS (SELECT FROM lines l WHERE l.room = p.id)
                 AND NOT EXISTS (SELECT FROM metered d WHERE d.room = p.id)
                 AND NOT EXISTS (SELECT FROM told d WHERE d.room = p.id)
    UNION ALL SELECT %(run)s::uuid, room, item, reason FROM told
    UNION ALL SELECT %(run)s::uuid, room, item,
                     CASE WHEN no_area THEN 'no_area' WHEN fen = 0 THEN 'zero' ELSE 'too_much' END
                FROM lines WHERE (no_area OR fen NOT BETWEEN 1 AND %(most_fen)s) AND (of_month OR fen > 0)
    ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM page) AS rooms, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last_room,
       (SELECT count(*) FROM made) AS lines, (SELECT coalesce(sum(amount_fen), 0)::bigint FROM made) AS fen,
       (SELECT jsonb_agg(jsonb_build_object('room', f.room, 'item', f.item, 'name', f.name, 'fen', f.fen,
                         'payer', f.payer, 'basis', f.basis, 'share', f.share,
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
           customer uuid, fen bigint, subsidy uuid, basis jsonb, share int)),
made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, run_id, basis, share, subsidy_id)
    SELECT guanjia_id(), %(office)s, r.customer, r.room, r.name, %(period)s, r.fen, r.fen, %(due_on)s,
           %(limitation_on)s, %(actor)s, 'routine', r.item, %(run)s, r.basis, r.share, r.subsidy FROM r
    RETURNING id, amount_fen, room_id, item_id, share, basis
), read AS (
    UPDATE meter_reading g SET charge_id = m.id
      FROM (SELECT DISTINCT ON (room_id, item_id, share / 2) id, basis FROM made
             ORDER BY room_id, item_id, share / 2, share) m,
           jsonb_array_elements(m.basis) b, jsonb_array_elements_text(b -> 'readings') r
     WHERE g.id = r::uuid RETURNING g.meter_id
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
