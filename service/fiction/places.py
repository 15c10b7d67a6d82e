"""The places of a made-up company: its projects of very different size, their buildings and rooms."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from service.fiction.chance import Chance

# Rooms of a project are log-normal: median 900, one in a hundred over 8000.
MEDIAN, SPREAD = 900, 0.94
OFFICES_AN_AREA = 8
COMPANY = ("YH", "悦华物业")
CITIES = ("广州", "深圳", "佛山", "东莞", "珠海", "中山", "惠州", "江门", "肇庆", "清远")
ESTATES = ("云山", "滨江", "翠湖", "金桂", "紫荆", "锦绣", "星河", "碧波", "梧桐", "香樟", "明珠", "银杏")
ENDINGS = ("花园", "雅苑", "家园", "名邸", "公馆", "新城")
BLOCKS = "ABCDEFGHJK"


@dataclass(frozen=True, slots=True)
class Office:
    """`kind` as in the register; a project tree above the offices. `rooms` of an office of its own."""

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    rooms: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """`gross_area` in hundredths of a square metre."""

    id: str
    building: str
    code: str
    floor: int
    gross_area: int


@dataclass(frozen=True, slots=True)
class Building:
    id: str
    code: str
    name: str
    rooms: tuple[Room, ...]


def offices_of(chance: Chance, rooms: int) -> list[Office]:
    """The company, its areas and its offices, in this order of birth."""
    sizes = list(_sizes(chance, rooms))
    company = Office(chance.id(), *COMPANY, "company", None)
    areas = [
        Office(chance.id(), f"YH-A{number + 1}", f"悦华{CITIES[number % len(CITIES)]}", "project", company.id)
        for number in range(math.ceil(len(sizes) / OFFICES_AN_AREA))
    ]
    offices = [
        Office(
            chance.id(),
            f"YH{number + 1:02d}",
            _estate(number),
            "office",
            areas[number % len(areas)].id,
            size,
        )
        for number, size in enumerate(sizes)
    ]
    return [company, *areas, *offices]


def _sizes(chance: Chance, rooms: int) -> Iterator[int]:
    """A small company has several small projects rather than one."""
    median = min(MEDIAN, max(1, rooms // 4))
    left = rooms
    while left > 0:
        size = min(left, max(1, round(chance.random.lognormvariate(math.log(median), SPREAD))))
        yield size
        left -= size


def _estate(number: int) -> str:
    turn, place = divmod(number, len(ESTATES))
    return f"{ESTATES[place]}{ENDINGS[turn % len(ENDINGS)]}"


def buildings_of(chance: Chance, rooms: int) -> list[Building]:
    made: list[Building] = []
    while rooms > 0:
        block, turn = BLOCKS[len(made) % len(BLOCKS)], len(made) // len(BLOCKS) + 1
        building = _building(chance, f"{block}-{turn}", rooms)
        made.append(building)
        rooms -= len(building.rooms)
    return made


def _building(chance: Chance, code: str, most: int) -> Building:
    floors, doors = chance.pick((6, 11, 18, 26, 33)), chance.between(2, 6)
    building = chance.id()
    places = ((floor, door) for floor in range(1, floors + 1) for door in range(1, doors + 1))
    rooms = tuple(
        _room(chance, building, f"{code}-{floor:02d}{door:02d}", floor)
        for number, (floor, door) in enumerate(places)
        if number < most
    )
    return Building(building, code, f"{code} 栋", rooms)


def _room(chance: Chance, building: str, code: str, floor: int) -> Room:
    area = min(26_000, max(3_500, round(chance.random.gauss(9_800, 2_800))))
    return Room(chance.id(), building, code, floor, area)
