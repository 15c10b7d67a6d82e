"""Whose the units of a meter's readings are, and on which charge by hand they stand: SQL for whoever asks."""

from typing import LiteralString

from sqlalchemy import event

from service.db import Base
from service.models.columns import statement
from service.models.meter import LATEST_FIRST
from service.models.occupancy import used_by

# What a reading `g` counted since the one before it is on no charge, and somebody's.
OPEN: LiteralString = "g.charge_id IS NULL AND NOT g.nobodys"


def read_before(reading: LiteralString) -> LiteralString:
    """`(SELECT …)`: value and day of the reading before; none where the meter began with it."""
    return f"""
(SELECT b.value, b.read_on FROM meter_reading b WHERE b.meter_id = {reading}.meter_id
    AND (b.read_on, b.value, b.id) < ({reading}.read_on, {reading}.value, {reading}.id)
  ORDER BY b.read_on DESC, b.value DESC, b.id DESC LIMIT 1)"""


def read_in(reading: LiteralString, period: LiteralString) -> LiteralString:
    """Whether that is a reading of the month."""
    first = f"to_date({period}, 'YYYY-MM')"
    return f"({reading}.read_on >= {first} AND {reading}.read_on < {first} + interval '1 month')"


# A charge `h` by hand of a month of a meter `m` and its item `i`; what came over with a transfer is none.
BY_HAND: LiteralString = """(h.room_id = m.room_id AND h.kind = 'other' AND h.period IS NOT NULL
    AND h.reversed_at IS NULL AND (h.item_id = m.item_id OR h.item_id IS NULL AND h.item = i.name)
    AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = h.id))"""


def user_of(room: LiteralString) -> LiteralString:
    """Who used what the reading `g` counted since `e`: with whose move it was read, or in whose time.

    A move that was taken back leaves nobody.
    """
    return f"""coalesce(CASE WHEN EXISTS (SELECT FROM occupancy y WHERE y.room_id = {room}
                               AND y.customer_id = g.used_by AND y.until IS DISTINCT FROM y.since)
                  THEN g.used_by END, {used_by(room, "g.read_on", "e.read_on")})"""


def pays_for(user: LiteralString, since: LiteralString, day: LiteralString) -> LiteralString:
    """Whether who is charged by `h` pays for that user: they had the room side by side then, or the payer has
    nothing to do with it. Not who had it before, nor who came after.
    """
    return f"""
(NOT EXISTS (SELECT FROM occupancy y WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
                AND y.until IS DISTINCT FROM y.since)
 OR EXISTS (SELECT FROM occupancy y JOIN occupancy u ON u.room_id = y.room_id AND u.customer_id = {user}
             WHERE y.room_id = m.room_id AND y.customer_id = h.customer_id
               AND daterange(y.since, y.until) * daterange(u.since, u.until)
                && daterange({since}, greatest({since} + 1, {day}))))"""


# Who was charged by what the meter showed in that month.
CHARGED_BY_READING: LiteralString = f"""
(SELECT coalesce(c.basis -> 0 ->> 'used_by', c.customer_id::text) FROM meter_reading n
   JOIN charge c ON c.id = n.charge_id AND c.basis IS NOT NULL
  WHERE n.meter_id = m.id AND {read_in("n", "h.period")})"""


def by_hand_for(
    user: LiteralString, since: LiteralString, day: LiteralString, which: LiteralString
) -> LiteralString:
    """Charges by hand, those `which` picks, for what that user has used from one day to another: the user's
    own before one of who pays for them. A table `(id, period)`.
    """
    return f"""
(SELECT h.id, h.period FROM charge h
  WHERE {BY_HAND} AND {which} AND ({user} IS NULL OR h.customer_id = {user} OR {pays_for(user, since, day)})
  ORDER BY h.customer_id = {user} DESC NULLS LAST, h.id)"""


# Nothing of a month in which the user was charged by meter; but what stands on a charge by hand stays.
NOT_BY_READING: LiteralString = f"(who.id IS NULL OR who.id::text NOT IN {CHARGED_BY_READING})"
# Of a reading `g` since `e`, and its user `who`.
FOR_READING: LiteralString = by_hand_for(
    "who.id",
    "e.read_on",
    "coalesce(g.used_until, g.read_on)",
    f"{read_in('g', 'h.period')} AND (g.charge_id IS NOT NULL OR {NOT_BY_READING})",
)

# As whoever settles them anew would find them: the move itself may have changed whose they are.
_UNCHARGED: LiteralString = f"""
(SELECT g.id, g.value, e.value AS since, who.id AS used_by
   FROM meter_reading g LEFT JOIN charge c ON c.id = g.charge_id JOIN LATERAL {read_before("g")} e ON true
  CROSS JOIN LATERAL (SELECT {user_of("m.room_id")} AS id) who
  WHERE g.meter_id = m.id AND NOT g.nobodys AND c.basis IS NULL AND NOT EXISTS (SELECT FROM {FOR_READING} f)
  ORDER BY {LATEST_FIRST} LIMIT 100)"""
_FROM_LAST: LiteralString = f"h.period >= to_char(last.read_on, 'YYYY-MM') AND {NOT_BY_READING}"
# A move-out ends after its day, everything else before it.
_UNTIL: LiteralString = "$2 + ($3 = 'out')::int"
# As at the quick entrances: who leaves by a move-out, else who had the room until the day.
_LEAVER: LiteralString = f"""coalesce(CASE WHEN $3 = 'out' THEN $4 END,
    {used_by("m.room_id", "$2", "last.read_on")})"""
# The meters of a room for the final reading of a move. A function, since it would make the plan of every
# statement about a move three times as large.
GUANJIA_METERS: LiteralString = f"""
CREATE OR REPLACE FUNCTION guanjia_meters(uuid, date, text, uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
       'id', m.id, 'number', m.number, 'version', m.version, 'item', i.name, 'item_id', i.id,
       'last', last.value, 'read_on', last.read_on, 'retired_on', m.retired_on, 'user', who.id,
       'used_until', {_UNTIL},
       'uncharged', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM {_UNCHARGED} r),
       'by_hand', (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]')
                     FROM {by_hand_for("who.id", "last.read_on", _UNTIL, _FROM_LAST)} f),
       'prices', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                         'tariff', f.id, 'begins_on', f.begins_on, 'ends_on', f.ends_on,
                         'price_fen', s.price_fen, 'per', s.per)), '[]')
                    FROM tariff f JOIN standard s ON s.id = f.standard_id
                   WHERE f.room_id = m.room_id AND f.item_id = m.item_id AND s.basis = 'meter'))
       ORDER BY m.id), '[]')
  FROM meter m JOIN charge_item i ON i.id = m.item_id
 CROSS JOIN LATERAL (SELECT g.value, g.read_on FROM meter_reading g WHERE g.meter_id = m.id
                      ORDER BY {LATEST_FIRST} LIMIT 1) last
 CROSS JOIN LATERAL (SELECT {_LEAVER} AS id) who
 WHERE m.room_id = $1
$$
"""
event.listen(Base.metadata, "after_create", statement(GUANJIA_METERS))
