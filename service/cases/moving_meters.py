"""The final reading of a move is charged to whoever paid for the room until then, in the move's own write."""

from collections.abc import Iterator
from typing import Any, LiteralString

from service.cases.shape import Book, Json, Step, derived_id
from service.models.meter import FOR_READING, LATEST_FIRST, NOT_BY_READING, by_hand_for, read_before, user_of
from service.models.occupancy import PAYS_FIRST, last_there
from workflows.moving_meters import charged_by_hand, metered_fen, price_on, read, stretch

# As at the quick entrances: who leaves by a move-out, else who paid on the eve of the day.
BILLED: LiteralString = f"""
CASE WHEN x.direction = 'out' THEN x.leaver ELSE (
     SELECT y.customer_id FROM occupancy y
      WHERE y.room_id = t.room_id AND daterange(y.since, y.until) @> x.day - 1
      ORDER BY {PAYS_FIRST} LIMIT 1) END"""
# As whoever settles them anew would find them: the move itself may have changed whose they are.
UNCHARGED: LiteralString = f"""
(SELECT g.id, g.value, e.value AS since, who.id AS used_by
   FROM meter_reading g LEFT JOIN charge c ON c.id = g.charge_id JOIN LATERAL {read_before("g")} e ON true
  CROSS JOIN LATERAL (SELECT {user_of("m.room_id")} AS id) who
  WHERE g.meter_id = m.id AND NOT g.nobodys AND c.basis IS NULL AND NOT EXISTS (SELECT FROM {FOR_READING} f)
  ORDER BY {LATEST_FIRST} LIMIT 100)"""
FROM_LAST: LiteralString = f"h.period >= to_char(last.read_on, 'YYYY-MM') AND {NOT_BY_READING}"
# A move-out ends after its day, everything else before it.
UNTIL: LiteralString = "x.day + (x.direction = 'out')::int"
METERS: LiteralString = f"""
    CASE WHEN t.state = 'effective' THEN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
               'id', m.id, 'number', m.number, 'version', m.version, 'item', i.name, 'item_id', i.id,
               'last', last.value, 'read_on', last.read_on, 'retired_on', m.retired_on, 'user', who.id,
               'used_until', {UNTIL},
               'uncharged', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM {UNCHARGED} r),
               'by_hand', (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]')
                             FROM {by_hand_for("who.id", "last.read_on", UNTIL, FROM_LAST)} f),
               'prices', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                 'tariff', f.id, 'begins_on', f.begins_on, 'ends_on', f.ends_on,
                                 'price_fen', s.price_fen, 'per', s.per)), '[]')
                            FROM tariff f JOIN standard s ON s.id = f.standard_id
                           WHERE f.room_id = m.room_id AND f.item_id = m.item_id AND s.basis = 'meter'))
               ORDER BY m.id), '[]')
          FROM meter m JOIN charge_item i ON i.id = m.item_id
         CROSS JOIN LATERAL (SELECT g.value, g.read_on FROM meter_reading g WHERE g.meter_id = m.id
                              ORDER BY {LATEST_FIRST} LIMIT 1) last
         CROSS JOIN LATERAL (SELECT coalesce({BILLED}, {last_there("m.room_id", "x.day", "last.read_on")})
                                    AS id) who
         WHERE m.room_id = t.room_id) END
"""
# One that was read or charged meanwhile gets a version that `meter_read_in_turn` refuses.
READ_IN_TURN: LiteralString = """UPDATE meter g
   SET version = CASE WHEN g.version = r.version THEN g.version + 1 ELSE 0 END FROM rows WHERE g.id = r.id"""
CHARGE: LiteralString = """INSERT INTO charge (id, office_id, customer_id, room_id, item, item_id, amount_fen,
        balance_fen, due_on, limitation_on, basis, created_by, created_at)
 SELECT r.id, m.office_id, r.customer, r.room, r.item, r.item_id, r.fen, r.fen, r.day,
        (r.day + interval '3 years')::date, r.basis, d.actor, d.at FROM rows"""
ENTRIES: LiteralString = """INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen, ticket_id,
        event_seq, actor_id, at)
 SELECT m.office_id, 'charge', r.id, 'charged', r.fen, m.id, m.version, d.actor, d.at FROM rows"""
KEPT: LiteralString = """INSERT INTO meter_reading (id, meter_id, value, read_on, charge_id, nobodys,
        used_by, used_until, created_by, created_at)
 SELECT r.id, r.meter, r.value, r.day, r.charge, r.nobodys, r.used_by, r.used_until, d.actor, d.at
   FROM rows"""

STAND_ON: LiteralString = """UPDATE meter_reading g SET charge_id = r.charge FROM rows WHERE g.id = r.id"""


def _read(step: Step) -> Iterator[tuple[Json, Json | None]]:
    """Each reading as a row, with the charge made of it: none where nobody paid or nothing was used.

    That meters and prices are known, the rules have seen to.
    """
    for meter, value, on in read(step.case, step.form):
        if meter is None:
            continue
        user, by_hand = meter["user"], charged_by_hand(meter, on)
        charge = _charge(step, meter, value, on, user) if user and by_hand is None else None
        row = {
            "id": derived_id(step, f"reading {meter['id']}"),
            "meter": meter["id"],
            "value": value,
            "day": on,
            "charge": charge["id"] if charge else by_hand,
            "nobodys": user is None,
            "used_by": user,
            "used_until": meter["used_until"],
        }
        yield row, charge


def _charge(step: Step, meter: Any, value: int, on: Any, user: str) -> Json | None:
    """With what was read before it, is the same person's and on no charge."""
    price = price_on(meter, on) or {"tariff": None, "price_fen": 0, "per": 1}
    since, readings = stretch(meter, user)
    fen = metered_fen(value - since, price["price_fen"], price["per"])
    if fen == 0:
        return None
    basis = {"meter": meter["number"], "from": since, "to": value}
    return {
        "id": derived_id(step, f"charge {meter['id']}"),
        "customer": user,
        "room": step.ticket["room"]["id"],
        "item": meter["item"],
        "item_id": meter["item_id"],
        "fen": fen,
        "day": on,
        "basis": basis | {name: price[name] for name in ("tariff", "price_fen", "per")},
        "readings": readings,
    }


def _charges(step: Step) -> list[Json]:
    return [charge for _, charge in _read(step) if charge]


def _readings_before(step: Step) -> list[Json]:
    charges = _charges(step)
    return [{"id": each, "charge": charge["id"]} for charge in charges for each in charge["readings"]]


def _meters(step: Step) -> list[Json]:
    named = (meter for meter, _, _ in read(step.case, step.form))
    return [{"id": meter["id"], "version": meter["version"]} for meter in named if meter]


BILL_METERS: tuple[Book, ...] = (
    Book("id uuid, version int", READ_IN_TURN, _meters),
    Book(
        "id uuid, customer uuid, room uuid, item text, item_id uuid, fen bigint, day date, basis jsonb",
        CHARGE,
        _charges,
    ),
    Book("id uuid, fen bigint", ENTRIES, _charges),
    Book(
        "id uuid, meter uuid, value int, day date, charge uuid, nobodys boolean, used_by uuid,"
        " used_until date",
        KEPT,
        lambda step: [row for row, _ in _read(step)],
    ),
    Book("id uuid, charge uuid", STAND_ON, _readings_before),
)
