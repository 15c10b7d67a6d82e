"""Every reading names the charge on which its units stand, those between two charged ones and by hand too."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

UP = """
CREATE INDEX meter_reading_open ON meter_reading (meter_id, read_on) WHERE charge_id IS NULL AND NOT nobodys;
UPDATE meter_reading t SET charge_id = s.charge_id
  FROM (SELECT g.id, n.charge_id
          FROM meter m JOIN meter_reading g ON g.meter_id = m.id AND g.charge_id IS NULL AND NOT g.nobodys
          JOIN LATERAL (SELECT b.value FROM meter_reading b
                         WHERE b.meter_id = m.id AND (b.read_on, b.value, b.id) < (g.read_on, g.value, g.id)
                         ORDER BY b.read_on DESC, b.value DESC, b.id DESC LIMIT 1) e ON true
          JOIN LATERAL (SELECT n.charge_id FROM meter_reading n
                         WHERE n.meter_id = m.id AND n.charge_id IS NOT NULL
                           AND (n.read_on, n.value, n.id) > (g.read_on, g.value, g.id)
                         ORDER BY n.read_on, n.value, n.id LIMIT 1) n ON true
          JOIN charge c ON c.id = n.charge_id
          JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(c.basis) WHEN 'array' THEN c.basis
                       ELSE jsonb_build_array(c.basis) END) b
            ON b ->> 'meter' = m.number AND (b ->> 'from')::numeric <= e.value) s
 WHERE t.id = s.id;
UPDATE meter_reading t SET charge_id = s.charge_id
  FROM (SELECT DISTINCT ON (g.id) g.id, h.id AS charge_id
          FROM charge h JOIN meter m ON m.room_id = h.room_id JOIN charge_item i ON i.id = m.item_id
          JOIN meter_reading g ON g.meter_id = m.id AND to_char(g.read_on, 'YYYY-MM') = h.period
           AND g.charge_id IS NULL AND NOT g.nobodys
         WHERE h.kind = 'other' AND h.reversed_at IS NULL
           AND (h.item_id = m.item_id OR h.item_id IS NULL AND h.item = i.name)
           AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = h.id)
           AND EXISTS (SELECT FROM meter_reading b WHERE b.meter_id = m.id
                          AND (b.read_on, b.value, b.id) < (g.read_on, g.value, g.id))
           AND NOT EXISTS (SELECT FROM meter_reading n WHERE n.meter_id = m.id AND n.charge_id IS NOT NULL
                              AND to_char(n.read_on, 'YYYY-MM') = h.period)
         ORDER BY g.id, h.id) s
 WHERE t.id = s.id;
"""


def upgrade() -> None:
    """Expands only; a process of the release before would charge units between two readings anew: stop those."""
    op.get_bind().connection.driver_connection.execute(UP)


def downgrade() -> None:
    """There is no way back but the dump."""
    raise NotImplementedError("restore the dump that was made before the migration instead")
