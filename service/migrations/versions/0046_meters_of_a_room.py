"""The meters of a room, as the final reading of a move needs them, are told by a function."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

UP = """
CREATE OR REPLACE FUNCTION guanjia_meters(uuid, date, text, uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
       'id', m.id, 'number', m.number, 'version', m.version, 'item', i.name, 'item_id', i.id,
       'last', last.value, 'read_on', last.read_on, 'retired_on', m.retired_on, 'user', who.id,
       'used_until', $2 + ($3 = 'out')::int,
       'uncharged', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM 
(SELECT g.id, g.value, e.value AS since, who.id AS used_by
   FROM meter_reading g LEFT JOIN charge c ON c.id = g.charge_id JOIN LATERAL 
(SELECT b.value, b.read_on FROM meter_reading b WHERE b.meter_id = g.meter_id
    AND (b.read_on, b.value, b.id) < (g.read_on, g.value, g.id)
  ORDER BY b.read_on DESC, b.value DESC, b.id DESC LIMIT 1) e ON true
  CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN EXISTS (SELECT FROM occupancy y WHERE y.room_id = m.room_id
                               AND y.customer_id = g.used_by AND y.until IS DISTINCT FROM y.since)
                  THEN g.used_by END, 
(SELECT coalesce((SELECT y.customer_id FROM occupancy y
                   WHERE y.room_id = m.room_id AND daterange(y.since, y.until) @> g.read_on - 1
                   ORDER BY array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1), 
(SELECT y.customer_id FROM occupancy y
  WHERE y.room_id = m.room_id AND y.until > y.since AND y.until <= g.read_on AND y.until - 1 > e.read_on
  ORDER BY y.until DESC, array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1)))) AS id) who
  WHERE g.meter_id = m.id AND NOT g.nobodys AND c.basis IS NULL AND NOT EXISTS (SELECT FROM 
(SELECT h.id, h.period FROM charge h
  WHERE (h.room_id = m.room_id AND h.kind = 'other' AND h.period IS NOT NULL
    AND h.reversed_at IS NULL AND (h.item_id = m.item_id OR h.item_id IS NULL AND h.item = i.name)
    AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = h.id)) AND (g.read_on >= to_date(h.period, 'YYYY-MM') AND g.read_on < to_date(h.period, 'YYYY-MM') + interval '1 month') AND (g.charge_id IS NOT NULL OR (who.id IS NULL OR who.id::text NOT IN 
(SELECT coalesce(c.basis -> 0 ->> 'used_by', c.customer_id::text) FROM meter_reading n
   JOIN charge c ON c.id = n.charge_id AND c.basis IS NOT NULL
  WHERE n.meter_id = m.id AND (n.read_on >= to_date(h.period, 'YYYY-MM') AND n.read_on < to_date(h.period, 'YYYY-MM') + interval '1 month')))) AND (who.id IS NULL OR h.customer_id = who.id OR 
(NOT EXISTS (SELECT FROM occupancy y WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
                AND y.until IS DISTINCT FROM y.since)
 OR EXISTS (SELECT FROM occupancy y JOIN occupancy u ON u.room_id = y.room_id AND u.customer_id = who.id
             WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
               AND daterange(y.since, y.until) * daterange(u.since, u.until)
                && daterange(e.read_on, greatest(e.read_on + 1, coalesce(g.used_until, g.read_on))))))
  ORDER BY h.customer_id = who.id DESC NULLS LAST, h.id) f)
  ORDER BY g.read_on DESC, g.value DESC, g.id DESC LIMIT 100) r),
       'by_hand', (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]')
                     FROM 
(SELECT h.id, h.period FROM charge h
  WHERE (h.room_id = m.room_id AND h.kind = 'other' AND h.period IS NOT NULL
    AND h.reversed_at IS NULL AND (h.item_id = m.item_id OR h.item_id IS NULL AND h.item = i.name)
    AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = h.id)) AND h.period >= to_char(last.read_on, 'YYYY-MM') AND (who.id IS NULL OR who.id::text NOT IN 
(SELECT coalesce(c.basis -> 0 ->> 'used_by', c.customer_id::text) FROM meter_reading n
   JOIN charge c ON c.id = n.charge_id AND c.basis IS NOT NULL
  WHERE n.meter_id = m.id AND (n.read_on >= to_date(h.period, 'YYYY-MM') AND n.read_on < to_date(h.period, 'YYYY-MM') + interval '1 month'))) AND (who.id IS NULL OR h.customer_id = who.id OR 
(NOT EXISTS (SELECT FROM occupancy y WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
                AND y.until IS DISTINCT FROM y.since)
 OR EXISTS (SELECT FROM occupancy y JOIN occupancy u ON u.room_id = y.room_id AND u.customer_id = who.id
             WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
               AND daterange(y.since, y.until) * daterange(u.since, u.until)
                && daterange(last.read_on, greatest(last.read_on + 1, $2 + ($3 = 'out')::int)))))
  ORDER BY h.customer_id = who.id DESC NULLS LAST, h.id) f),
       'prices', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                         'tariff', f.id, 'begins_on', f.begins_on, 'ends_on', f.ends_on,
                         'price_fen', s.price_fen, 'per', s.per)), '[]')
                    FROM tariff f JOIN standard s ON s.id = f.standard_id
                   WHERE f.room_id = m.room_id AND f.item_id = m.item_id AND s.basis = 'meter'))
       ORDER BY m.id), '[]')
  FROM meter m JOIN charge_item i ON i.id = m.item_id
 CROSS JOIN LATERAL (SELECT g.value, g.read_on FROM meter_reading g WHERE g.meter_id = m.id
                      ORDER BY g.read_on DESC, g.value DESC, g.id DESC LIMIT 1) last
 CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN $3 = 'out' THEN $4 END,
    
(SELECT coalesce((SELECT y.customer_id FROM occupancy y
                   WHERE y.room_id = m.room_id AND daterange(y.since, y.until) @> $2 - 1
                   ORDER BY array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1), 
(SELECT y.customer_id FROM occupancy y
  WHERE y.room_id = m.room_id AND y.until > y.since AND y.until <= $2 AND y.until - 1 > last.read_on
  ORDER BY y.until DESC, array_position(ARRAY['resident', 'tenant', 'owner'], y.nature) LIMIT 1)))) AS id) who
 WHERE m.room_id = $1
$$
"""


def upgrade() -> None:
    """Expands only: processes of the release before go on beside it."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
