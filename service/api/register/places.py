"""Offices, buildings and rooms."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.register_requests import NewRoom
from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.bodies import (
    BuildingChange,
    BuildingQuery,
    NewBuilding,
    NewOffice,
    OfficeChange,
    OfficeQuery,
    RoomChange,
    RoomQuery,
)
from service.api.register.nouns import Changing, Deleting, Making, Noun, add
from service.api.register.shapes import BUILDING_ROW, OFFICE_ROW, PAYERS, ROOM_ROW
from service.queries.register.listing import shown
from service.queries.register.payers import payers_by_date
from service.queries.register.places import BUILDINGS, OFFICES, ROOMS
from service.transaction import Row, Work, statements
from service.usecases.register import change_room, change_row, create_building, create_office, create_room
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.from_body import from_body
from service.usecases.register.put_superior import DESKS, colleague
from service.visibility import Caller

area = Area("places", "Offices, buildings and rooms")


def _steward(work: Work, asked: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    if "steward" not in asked:
        return asked
    office = UUID(str(row["office"]["id"]))
    caller.must_hold(*DESKS, office_id=office)
    steward = asked.pop("steward")
    found = None if steward is None else colleague(work, steward, frozenset({office}), "steward")
    return {**asked, "steward_id": found["id"] if found else None}


OFFICE = Noun(
    address="offices",
    one="office",
    listing=OFFICES,
    row=OFFICE_ROW,
    query=OfficeQuery,
    lists="The offices the caller works in.",
    shows="One office, by id or code.",
    makes=Making(
        "create_an_office",
        "A new office under one that the caller administers (desk admin).",
        NewOffice,
        ("admin",),
        from_body(create_office.create_office, create_office.NewOffice),
    ),
    changes=Changing("Rename an office (desk admin).", OfficeChange, change_row.OFFICE),
)
BUILDING = Noun(
    address="buildings",
    one="building",
    listing=BUILDINGS,
    row=BUILDING_ROW,
    query=BuildingQuery,
    lists="The buildings of the caller's offices.",
    shows="One building, by id or code.",
    makes=Making(
        "create_a_building",
        "A new building.",
        NewBuilding,
        DATA_DESKS,
        from_body(create_building.create_building, create_building.NewBuilding),
    ),
    changes=Changing(
        "Change a building; its steward by desk admin or pm alone, since approvals may ask the steward.",
        BuildingChange,
        change_row.BUILDING,
        _steward,
    ),
    deletes=Deleting("delete_a_building", "Delete a building that has no rooms and no tariffs.", DATA_DESKS),
)
ROOM = Noun(
    address="rooms",
    one="room",
    listing=ROOMS,
    row=ROOM_ROW,
    query=RoomQuery,
    lists="The rooms of the caller's offices, each with its owner, tenant, resident and payer of today.",
    shows="One room, by id or code.",
    makes=Making(
        "create_a_room",
        "A new room of a building.",
        NewRoom,
        DATA_DESKS,
        from_body(create_room.create_room, create_room.NewRoom),
    ),
    changes=Changing(
        "Change a room; the code it had still leads to it.", RoomChange, change_row.ROOM, change_room.prepared
    ),
    deletes=Deleting("delete_a_room", "Delete a room that nothing refers to.", DATA_DESKS),
)
for noun in (OFFICE, BUILDING, ROOM):
    add(area, noun)


@area.call("GET", "/rooms/<room>/payers", answer=PAYERS)
def list_payers_of_room(room: str) -> Response:
    """Who paid from when to when, as the relations say; `payer` is null while the room is vacant."""
    caller = current_caller()
    with statements() as sql:
        row = shown(sql, ROOMS, room, offices=caller.offices)
        return answer({"items": payers_by_date(sql, row["id"])})
