"""Meters of rooms (水表, 电表) and their readings."""

from flask import Response

from schemas.base import Base
from schemas.fields import Code, Flag, Ref, WholeNumber
from schemas.times import LocalDate
from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.query import Paged
from service.api.register.move_bodies import METER_MOST, Reversal
from service.api.register.nouns import Changing, Deleting, Making, Noun, add
from service.api.register.rows import act_on_version, asked_of, key_of
from service.api.register.shapes import DAY, ROOM_REF, WHOLE, maybe
from service.api.shapes import ID, OFFICE, TEXT, moment, strict
from service.api.work import unit_of_work
from service.queries.register.listing import shown
from service.queries.register.meters import METERS
from service.usecases.corrections.reverse_reading import reverse_reading
from service.usecases.occupancy import create_meter, meters
from service.usecases.register import change_row
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.from_body import from_body

area = Area("meters", "Meters of rooms and their readings")
METER_ROW = strict(
    id=ID,
    office=OFFICE,
    room=ROOM_REF,
    item=TEXT,
    number=TEXT,
    value=maybe(WHOLE),
    read_on=maybe(DAY),
    charge=maybe(ID),
    retired_on=maybe(DAY),
    version=WHOLE,
    created_at=moment(),
)


class NewMeter(Base):
    """`item` is one of water or power; its price by meter stands in the room's tariff."""

    office = Ref()
    room = Ref(required=True)
    item = Ref(required=True)
    number = Code(60, required=True)
    value = WholeNumber(0, METER_MOST, required=True)
    read_on = LocalDate(required=True)


class MeterChange(Base):
    """`retired_on`: the last day on which it counts; null: it counts again."""

    retired_on = LocalDate(allow_none=True, required=True)


class NewReading(Base):
    """`create_charge`: charge these units, and those before them that are on no charge, to who used them."""

    value = WholeNumber(0, METER_MOST, required=True)
    read_on = LocalDate(required=True)
    create_charge = Flag(load_default=False)


class MeterQuery(Paged):
    office = Ref(load_default=None)
    room = Ref(load_default=None)


METER = Noun(
    address="meters",
    one="meter",
    listing=METERS,
    row=METER_ROW,
    query=MeterQuery,
    lists="The meters of rooms, each with its last reading.",
    shows="One meter, by id or number.",
    makes=Making(
        "create_a_meter",
        "A new meter, with what it shows.",
        NewMeter,
        DATA_DESKS,
        from_body(create_meter.create_meter, create_meter.NewMeter),
    ),
    changes=Changing(
        "Retire a meter that is taken away or replaced, after its last reading; or undo that.",
        MeterChange,
        change_row.METER,
        named=create_meter.retired,
    ),
    deletes=Deleting(
        "delete_a_meter", "Delete a meter by which nothing was charged, with its readings.", DATA_DESKS
    ),
)
add(area, METER)


@area.call("POST", "/meters/<meter>/readings", body=NewReading, answer=METER_ROW, status=201)
def read_a_meter(meter: str) -> Response:
    """A reading, charged when asked for; `charge` is null where the room was vacant or nothing was used."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, METERS, meter, offices=caller.offices)
        asked = asked_of(caller, DATA_DESKS)
        on = asked.pop("read_on")
        meters.read_meter(work, meters.Reading(key_of(row), **asked), on=on, actor=caller)
        after = shown(work.sql, METERS, key_of(row), offices=caller.offices)
    return answer(after, 201, version=after["version"])


@area.call("POST", "/meters/<meter>/readings/reverse", body=Reversal, answer=METER_ROW, version=True)
def take_back_a_reading(meter: str) -> Response:
    """The last one that was not charged; one that was is free once its charge is taken back."""
    return act_on_version(
        METERS,
        meter,
        lambda work, row, asked, caller: reverse_reading(
            work, row["id"], asked["reason"], version=row["version"], actor=caller
        ),
        desks=DATA_DESKS,
    )
