"""Offices with the sequences of their numbers, buildings with their stewards, and rooms."""

from collections.abc import Sequence
from uuid import UUID

from service.fiction.places import Building, Office
from service.fiction.staff import Worker
from service.models.office import Office as OfficeRow
from service.usecases.register.create_office import add_office
from service.usecases.seed.company.loading import Load


def add_offices(load: Load, offices: Sequence[Office]) -> None:
    for office in offices:
        row = OfficeRow(
            id=UUID(office.id),
            code=office.code,
            name=office.name,
            kind=office.kind,
            parent_id=UUID(office.parent) if office.parent else None,
            created_at=load.now,
        )
        add_office(load.work, row)


def add_rooms(load: Load, office: Office, buildings: Sequence[Building], workers: Sequence[Worker]) -> None:
    stewards = [each.account for each in workers if each.desk == "clerk"]
    load.copy(
        "building",
        "id office_id code name created_at steward_id",
        (
            (each.id, office.id, each.code, each.name, load.now, stewards[number % len(stewards)])
            for number, each in enumerate(buildings)
        ),
    )
    load.copy(
        "room",
        "id office_id building_id code floor gross_area created_at",
        (
            (room.id, office.id, room.building, room.code, room.floor, room.gross_area, load.now)
            for building in buildings
            for room in building.rooms
        ),
    )
