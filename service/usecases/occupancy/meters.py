"""Meters (抄表): the units since the last reading are charged to who had the room, by the room's tariff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import NotSo, invalid_field, not_so, within
from service.models.charge import Charge
from service.models.meter import LATEST_FIRST, MeterReading
from service.models.meter_units import OPEN, read_before, user_of
from service.models.occupancy import used_by
from service.models.occupancy_change import OccupancyChange
from service.transaction import Row, Work
from service.usecases.register.books import enter
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.limitation import limitation_from
from service.usecases.register.months_by_hand import lock_meters, settle_meter
from service.usecases.register.references import as_uuid
from service.visibility import Caller
from workflows.moving_meters import (
    MOST_UNITS,
    has_tariff,
    latest_reading,
    metered_fen,
    not_retired,
    reading_goes_on,
)
from workflows.terms import Rule

METER = """
SELECT m.*, i.name AS item FROM meter m JOIN charge_item i ON i.id = m.item_id
 WHERE m.office_id = ANY(%(offices)s) AND (m.id = %(id)s OR m.number = %(number)s)
 LIMIT 1 FOR NO KEY UPDATE OF m
"""
ONE_DAY = timedelta(days=1)
READ = "UPDATE meter SET version = version + 1 WHERE id = %(id)s"
TODAY: Any = "SELECT (guanjia_now() AT TIME ZONE zone)::date AS today FROM office WHERE id = %(office)s"
LAST: LiteralString = f"""
SELECT g.value, g.read_on FROM meter_reading g WHERE g.meter_id = %(meter)s ORDER BY {LATEST_FIRST} LIMIT 1
"""
USER: LiteralString = f"""
SELECT {used_by("%(room)s", "%(on)s::date", "g.read_on")} AS id FROM meter_reading g
 WHERE g.meter_id = %(meter)s ORDER BY {LATEST_FIRST} LIMIT 1
"""
UNCHARGED: LiteralString = f"""
SELECT g.id, g.value, e.value AS since, {user_of("m.room_id")} AS who
  FROM meter m JOIN meter_reading g ON g.meter_id = m.id AND {OPEN} JOIN LATERAL {read_before("g")} e ON true
 WHERE m.id = %(meter)s ORDER BY {LATEST_FIRST}
"""
STAND_ON = "UPDATE meter_reading SET charge_id = %(charge)s WHERE id = ANY(%(readings)s)"
PRICE = """
SELECT t.id::text AS tariff, s.price_fen, s.per FROM tariff t JOIN standard s ON s.id = t.standard_id
 WHERE t.room_id = %(room)s AND t.item_id = %(item)s AND s.basis = 'meter'
   AND daterange(t.begins_on, t.ends_on, '[]') @> %(day)s::date LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """`meter` by id or number. Not charged: its units come with the next charge of who used them."""

    meter: str
    value: int
    read_on: date | None = None
    create_charge: bool = False


def read_meter(work: Work, reading: Reading, *, on: date, actor: Caller) -> UUID:
    """Charged to who paid for the room until that day; one that was vacant since the last, to nobody."""
    meter = _meter(work, reading, list(actor.offices_of(*DATA_DESKS)))
    return _read(work, meter, reading, on, _user(work, meter, on), actor)


def read_with(
    work: Work,
    readings: Sequence[Reading],
    *,
    of: OccupancyChange,
    leaver: UUID | None = None,
    actor: Caller,
) -> None:
    """With a move: the charges are whose the room was until its day, whoever pays from then on."""
    if readings:
        lock_meters(work, [of.room_id])
    until = of.happened_on if leaver is None else of.happened_on + ONE_DAY
    for place, reading in enumerate(readings):
        with within(f"readings.{place}"):
            meter = _meter(work, reading, [of.office_id])
            if meter["room_id"] != of.room_id:
                raise invalid_field("meter", "这不是该房间的表。", "This meter is not the room's.")
            on = reading.read_on or of.happened_on
            user = leaver or _user(work, meter, of.happened_on)
            _read(work, meter, reading, on, user, actor, until=until)


def _meter(work: Work, reading: Reading, offices: list[UUID]) -> Row:
    asked = {"offices": offices, "id": as_uuid(reading.meter), "number": reading.meter}
    found = work.sql.one(METER, asked)
    if found is None:
        raise invalid_field("meter", "您的管理处里没有这块表。", "There is no such meter in your office.")
    return found


def _user(work: Work, meter: Row, on: date) -> UUID | None:
    """Who paid for the room until that day, else last of those who had it since the meter was read."""
    found = work.sql.one(USER, {"meter": meter["id"], "room": meter["room_id"], "on": on})
    return found["id"] if found else None


def _read(
    work: Work,
    meter: Row,
    reading: Reading,
    on: date,
    user: UUID | None,
    actor: Caller,
    *,
    until: date | None = None,
) -> UUID:
    last = work.sql.one(LAST, {"meter": meter["id"]})
    if last is not None and (reading.value < last["value"] or on < last["read_on"]):
        raise _refused(reading_goes_on)
    if last is not None and reading.value - last["value"] > MOST_UNITS:
        zh = "比上次抄表多出 1,000,000 以上，请核对读数。"
        raise not_so("reading_is_likely", zh, "More than 1,000,000 units since the last: read it again.")
    if meter["retired_on"] is not None and on > meter["retired_on"]:
        raise _refused(not_retired)
    must_be_by_now(work, meter["office_id"], on)
    kept = keep_reading(work, meter["id"], reading.value, on, actor)
    kept.nobodys = user is None
    if user is not None and until is not None:
        kept.used_by, kept.used_until = user, until
    work.session.flush()
    if user is not None:
        settle_meter(work, meter["id"])
        if reading.create_charge:
            _charge(work, meter, _stretch(work, kept, user), on, user, actor)
    return kept.id


def _stretch(work: Work, kept: MeterReading, user: UUID) -> list[Row]:
    """The reading and those in a row before it of the same user; none where a charge by hand settles it."""
    rows = work.sql.all(UNCHARGED, {"meter": kept.meter_id})
    if not rows or rows[0]["id"] != kept.id:
        return []
    pairs = zip(rows, rows[1:], strict=False)
    own = takewhile(lambda pair: pair[1]["who"] == user and pair[1]["value"] == pair[0]["since"], pairs)
    return [rows[0], *(row for _, row in own)]


def _refused(rule: Rule) -> NotSo:
    """As the ticket of a move says it."""
    return not_so(rule.name, rule.zh, rule.en)


def must_be_by_now(work: Work, office_id: UUID, on: date, *, field: str = "read_on") -> None:
    found: Any = work.sql.one(TODAY, {"office": office_id})
    if on > latest_reading(found["today"]):
        zh = "日期不能晚于下月月底。"
        raise invalid_field(field, zh, "That is too far ahead: the end of next month at the latest.")


def _charge(work: Work, meter: Row, readings: Sequence[Row], on: date, payer: UUID, actor: Caller) -> None:
    """At the price of that day; half a fen is rounded up."""
    if not readings:
        return
    price = work.sql.one(PRICE, {"room": meter["room_id"], "item": meter["item_id"], "day": on})
    if price is None:
        raise _refused(has_tariff)
    since, value = readings[-1]["since"], readings[0]["value"]
    amount_fen = metered_fen(value - since, price["price_fen"], price["per"])
    if amount_fen == 0:
        return
    charge = Charge(
        id=new_id(),
        office_id=meter["office_id"],
        customer_id=payer,
        room_id=meter["room_id"],
        item=meter["item"],
        item_id=meter["item_id"],
        amount_fen=amount_fen,
        balance_fen=amount_fen,
        due_on=on,
        limitation_on=limitation_from(on),
        basis={"meter": meter["number"], "from": since, "to": value} | price,
        created_by=actor.account_id,
    )
    work.session.add(charge)
    enter(
        work,
        "charge",
        charge.id,
        office_id=charge.office_id,
        kind="charged",
        amount_fen=amount_fen,
        actor=actor,
    )
    work.session.flush()
    stands = {"charge": charge.id, "readings": [each["id"] for each in readings]}
    work.sql.execute(STAND_ON, stands)


def keep_reading(work: Work, meter_id: UUID, value: int, day: date, actor: Caller) -> MeterReading:
    reading = MeterReading(
        id=new_id(),
        meter_id=meter_id,
        value=value,
        read_on=day,
        created_by=actor.account_id,
    )
    work.session.add(reading)
    work.session.flush()
    work.sql.execute(READ, {"id": meter_id})
    return reading
