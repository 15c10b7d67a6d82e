"""The demo's places: a project tree, two offices, and building A-1 with sixteen floors of four rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.models.building import Building
from service.models.office import Office
from service.models.room import Room
from service.usecases.register.create_office import add_office
from service.usecases.seed.demo import Demo

FLOORS = range(1, 17)
DOORS = range(1, 5)
AREA = 8950
PROJECTS = (("GY", "桂园物业", "company", None), ("GY-GZ", "桂园广州", "project", "GY"))
OFFICES = (("GZ01", "桂园一期", "office", "GY-GZ"), ("GZ02", "桂园二期", "office", "GY-GZ"))


@dataclass(frozen=True, slots=True)
class Houses:
    """Ids by code; `rooms` are those of GZ01."""

    offices: Mapping[str, UUID]
    rooms: Mapping[str, UUID]


def add_houses(demo: Demo) -> Houses:
    offices = _offices(demo)
    rooms = _rooms(demo, offices["GZ01"])
    _rooms(demo, offices["GZ02"], building="B-1", floors=range(1, 3))
    return Houses(offices, rooms)


def _offices(demo: Demo) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    for code, name, kind, parent in (*PROJECTS, *OFFICES):
        office = Office(id=demo.id(code), code=code, name=name, kind=kind, parent_id=made.get(parent or ""))
        add_office(demo.work, office)
        made[code] = office.id
    return made


def _rooms(demo: Demo, office_id: UUID, *, building: str = "A-1", floors: range = FLOORS) -> dict[str, UUID]:
    block = Building(id=demo.id(building), office_id=office_id, code=building, name=f"{building} 栋")
    demo.add(block)
    places = [(floor, f"{building}-{floor:02}{door:02}") for floor in floors for door in DOORS]
    rooms = [_room(demo, block, floor, code) for floor, code in places]
    demo.add(*rooms)
    return {room.code: room.id for room in rooms}


def _room(demo: Demo, block: Building, floor: int, code: str) -> Room:
    return Room(
        id=demo.id(code),
        office_id=block.office_id,
        building_id=block.id,
        code=code,
        floor=floor,
        gross_area=AREA,
    )
