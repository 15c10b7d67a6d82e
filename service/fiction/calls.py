"""When people call: two peaks a day, more on Mondays, much more in the first cold week; and who they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.fiction.chance import Chance
from service.fiction.money import payer_on
from service.fiction.people import Customer, Inhabitants, Stay
from service.fiction.places import Room

ZONE = ZoneInfo("Asia/Shanghai")
# So many days up to last midnight are played; what is not over by then stays open.
DAYS = 28
COLD_DAYS = range(7, 14)
COLD, MONDAY = 1.6, 1.4
# Relative weight of each hour: the peaks are 09-11 and 18-21.
HOURS = (1, 1, 1, 1, 1, 1, 3, 8, 14, 30, 30, 14, 9, 9, 10, 10, 11, 14, 28, 28, 24, 10, 5, 2)
REPAIRS_A_YEAR, COMPLAINTS_A_YEAR, COMMON_PARTS = 2.0, 0.05, 0.2
# A tenth of the rooms makes 45 % of the tickets, 3 % of the customers half of the complaints.
HOT_ROOMS, FROM_HOT_ROOMS = 0.10, 0.45
LOUD_CUSTOMERS, FROM_LOUD = 0.03, 0.50


@dataclass(frozen=True, slots=True)
class Call:
    at: datetime
    room: Room
    customer: Customer


@dataclass(frozen=True, slots=True)
class Homes:
    """Who is asked for in which room; the first of the list are those that call most."""

    homes: Sequence[tuple[Room, Customer]]

    def some(self, chance: Chance, first: float, share: float) -> tuple[Room, Customer]:
        cut = max(1, round(first * len(self.homes)))
        if chance.happens(share) or cut == len(self.homes):
            return self.homes[chance.between(0, cut - 1)]
        return self.homes[chance.between(cut, len(self.homes) - 1)]


def homes_of(chance: Chance, people: Inhabitants, today: date) -> Homes:
    """Occupied rooms only, in an order of chance."""
    by_room: dict[str, list[Stay]] = {}
    for stay in people.stays:
        by_room.setdefault(stay.room.id, []).append(stay)
    found = ((stays[0].room, payer_on(stays, today)) for stays in by_room.values())
    homes = [(room, who) for room, who in found if who is not None]
    chance.random.shuffle(homes)
    return Homes(homes)


def repairs_called(chance: Chance, homes: Homes, today: date) -> Iterator[Call]:
    for at in _moments(chance, len(homes.homes) * REPAIRS_A_YEAR / 365, today):
        yield Call(at, *homes.some(chance, HOT_ROOMS, FROM_HOT_ROOMS))


def complaints_called(chance: Chance, homes: Homes, today: date) -> Iterator[Call]:
    for at in _moments(chance, len(homes.homes) * COMPLAINTS_A_YEAR / 365, today):
        yield Call(at, *homes.some(chance, LOUD_CUSTOMERS, FROM_LOUD))


def _moments(chance: Chance, a_day: float, today: date) -> Iterator[datetime]:
    """In order within each day; whole numbers by chance, so that small offices have some as well."""
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        expected = a_day * (COLD if back in COLD_DAYS else 1) * (MONDAY if day.weekday() == 0 else 1)
        number = int(expected) + chance.happens(expected % 1)
        yield from sorted(_moment(chance, day) for _ in range(number))


def _moment(chance: Chance, day: date) -> datetime:
    hour = chance.random.choices(range(24), HOURS)[0]
    return datetime.combine(day, time(hour, chance.between(0, 59), chance.between(0, 59)), ZONE)
