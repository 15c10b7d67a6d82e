"""The demo's prices and meters, so that whoever looks around can make a charge run at once."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from service.models.meter import Meter, MeterReading
from service.models.tariff import ChargeItem, Standard, Tariff
from service.usecases.seed.books import MANAGEMENT_FEE, Books, last_day

# Item, kind, and its standard: name, basis, fen for one unit.
PRICES = (
    (MANAGEMENT_FEE, "management", "住宅", "gross_area", 280),
    ("水费", "water", "居民用水", "meter", 350),
    ("电费", "power", "居民用电", "meter", 68),
    ("装修垃圾清运费", "temporary", "每户", "room", 60_000),
)
BUILDING = "A-1-"
# Room, item, number, what it showed at the end of last month and shows today.
METERS = (
    ("A-1-0101", "水费", "W-A-1-0101", 120, 135),
    ("A-1-0101", "电费", "E-A-1-0101", 4_310, 4_486),
    ("A-1-0102", "水费", "W-A-1-0102", 88, 97),
    ("A-1-0102", "电费", "E-A-1-0102", 2_905, 3_040),
    ("A-1-0103", "水费", "W-A-1-0103", 61, 61),
    ("A-1-0103", "电费", "E-A-1-0103", 1_777, None),
)


def add_tariffs(books: Books) -> None:
    """From this month on, so that no run charges again what the demo's customers owe for earlier months."""
    items: dict[str, UUID] = {}
    standards: dict[str, UUID] = {}
    for position, (name, kind, standard, basis, price_fen) in enumerate(PRICES):
        items[name] = _item(books, name, kind, position)
        standards[name] = _standard(books, items[name], standard, basis, price_fen)
    first = books.demo.today.replace(day=1)
    every = [room for code, room in books.houses.rooms.items() if code.startswith(BUILDING)]
    metered = {(books.houses.rooms[room], item) for room, item, *_ in METERS}
    wanted: list[tuple[UUID, str, date | None]] = [(room, MANAGEMENT_FEE, first) for room in every]
    wanted += [(room, item, None) for room, item in sorted(metered)]
    _add(books, (_tariff(books, room, items[item], standards[item], since) for room, item, since in wanted))
    _add_meters(books, items)


def _add_meters(books: Books, items: dict[str, UUID]) -> None:
    today, before = books.demo.today, last_day(books.demo.today, 1)
    meters = {number: _meter(books, room, items[item], number) for room, item, number, *_ in METERS}
    _add(books, meters.values())
    read = [(number, value, before) for *_, number, value, _ in METERS]
    read += [(number, value, today) for *_, number, _, value in METERS if value is not None]
    _add(books, (_reading(books, meters[number].id, value, on) for number, value, on in read))


def _add(books: Books, rows: Iterable[Tariff | Meter | MeterReading]) -> None:
    """All of one table at once: the demo is loaded by many tests."""
    books.demo.work.session.add_all(rows)
    books.demo.work.session.flush()


def _item(books: Books, name: str, kind: str, position: int) -> UUID:
    item = ChargeItem(
        id=books.demo.id(f"item {name}"), office_id=books.office_id, name=name, kind=kind, position=position
    )
    books.demo.add(item)
    return item.id


def _standard(books: Books, item_id: UUID, name: str, basis: str, price_fen: int) -> UUID:
    standard = Standard(
        id=books.demo.id(f"standard {name}"),
        office_id=books.office_id,
        item_id=item_id,
        name=name,
        basis=basis,
        price_fen=price_fen,
    )
    books.demo.add(standard)
    return standard.id


def _tariff(books: Books, room_id: UUID, item_id: UUID, standard_id: UUID, since: date | None) -> Tariff:
    return Tariff(
        id=books.demo.id(f"tariff {room_id} {item_id}"),
        office_id=books.office_id,
        room_id=room_id,
        item_id=item_id,
        standard_id=standard_id,
        begins_on=since,
        created_by=books.staff["finance"].account_id,
    )


def _meter(books: Books, room: str, item_id: UUID, number: str) -> Meter:
    return Meter(
        id=books.demo.id(f"meter {number}"),
        office_id=books.office_id,
        room_id=books.houses.rooms[room],
        item_id=item_id,
        number=number,
    )


def _reading(books: Books, meter_id: UUID, value: int, on: date) -> MeterReading:
    return MeterReading(
        id=books.demo.id(f"reading {meter_id} {on}"),
        meter_id=meter_id,
        value=value,
        read_on=on,
        created_by=books.staff["clerk"].account_id,
    )
