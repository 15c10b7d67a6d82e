"""The final reading of a move is charged to whoever paid for the room until then, in the move's own write."""

from collections.abc import Iterator
from typing import Any, LiteralString

from service.cases.shape import Book, Json, Step, derived_id
from workflows.moving_meters import charged_by_hand, metered_fen, price_on, read, stretch

METERS: LiteralString = """
    CASE WHEN t.state = 'effective' THEN guanjia_meters(t.room_id, x.day, x.direction, x.leaver) END
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
