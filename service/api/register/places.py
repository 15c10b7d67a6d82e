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
from service.api.register.rows import change, list_rows, make_row, show_row
from service.api.register.shapes import BUILDING_ROW, OFFICE_ROW, PAYERS, ROOM_ROW
from service.api.shapes import listed
from service.queries.register.listing import shown
from service.queries.register.payers import payers_by_date
from service.queries.register.places import BUILDINGS, OFFICES, ROOMS
from service.transaction import Row, Work, statements
from service.usecases.register import change_row, create_building, create_office, create_room
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.put_superior import DESKS, colleague
from service.visibility import Caller

area = Area("places", "Offices, buildings and rooms")


@area.call("GET", "/offices", query=OfficeQuery, answer=listed(OFFICE_ROW), listed=True)
def list_offices() -> Response:
    """The offices the caller works in."""
    return list_rows(OFFICES, "office")


@area.call("GET", "/offices/<office>", answer=OFFICE_ROW, version=True)
def get_office(office: str) -> Response:
    """One office, by id or code."""
    return show_row(OFFICES, office)


@area.call("POST", "/offices", body=NewOffice, answer=OFFICE_ROW, status=201)
def create_an_office() -> Response:
    """A new office under one that the caller administers (desk admin)."""
    return make_row(OFFICES, "offices", ("admin",), _office)


@area.call("PATCH", "/offices/<office>", body=OfficeChange, answer=OFFICE_ROW, version=True)
def change_office(office: str) -> Response:
    """Rename an office (desk admin)."""
    return change(OFFICES, change_row.OFFICE, office)


@area.call("GET", "/buildings", query=BuildingQuery, answer=listed(BUILDING_ROW), listed=True)
def list_buildings() -> Response:
    """The buildings of the caller's offices."""
    return list_rows(BUILDINGS, "building")


@area.call("GET", "/buildings/<building>", answer=BUILDING_ROW, version=True)
def get_building(building: str) -> Response:
    """One building, by id or code."""
    return show_row(BUILDINGS, building)


@area.call("POST", "/buildings", body=NewBuilding, answer=BUILDING_ROW, status=201)
def create_a_building() -> Response:
    """A new building."""
    return make_row(BUILDINGS, "buildings", DATA_DESKS, _building)


@area.call("PATCH", "/buildings/<building>", body=BuildingChange, answer=BUILDING_ROW, version=True)
def change_building(building: str) -> Response:
    """Change a building; its steward by desk admin or pm alone, since approvals may ask the steward."""
    return change(BUILDINGS, change_row.BUILDING, building, named=_steward)


@area.call("GET", "/rooms", query=RoomQuery, answer=listed(ROOM_ROW), listed=True)
def list_rooms() -> Response:
    """The rooms of the caller's offices, each with its owner, tenant, resident and payer of today."""
    return list_rows(ROOMS, "room")


@area.call("GET", "/rooms/<room>", answer=ROOM_ROW, version=True)
def get_room(room: str) -> Response:
    """One room, by id or code."""
    return show_row(ROOMS, room)


@area.call("GET", "/rooms/<room>/payers", answer=PAYERS)
def list_payers_of_room(room: str) -> Response:
    """Who paid from when to when, as the relations say; `payer` is null while the room is vacant."""
    caller = current_caller()
    with statements() as sql:
        row = shown(sql, ROOMS, room, offices=caller.offices)
        return answer({"items": payers_by_date(sql, row["id"])})


@area.call("POST", "/rooms", body=NewRoom, answer=ROOM_ROW, status=201)
def create_a_room() -> Response:
    """A new room of a building."""
    return make_row(ROOMS, "rooms", DATA_DESKS, _room)


@area.call("PATCH", "/rooms/<room>", body=RoomChange, answer=ROOM_ROW, version=True)
def change_room(room: str) -> Response:
    """Change a room."""
    return change(ROOMS, change_row.ROOM, room)


def _office(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_office.create_office(work, create_office.NewOffice(**asked), actor=caller)


def _building(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_building.create_building(work, create_building.NewBuilding(**asked), actor=caller)


def _steward(work: Work, asked: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    if "steward" not in asked:
        return asked
    office = UUID(str(row["office"]["id"]))
    caller.must_hold(*DESKS, office_id=office)
    steward = asked.pop("steward")
    found = None if steward is None else colleague(work, steward, frozenset({office}), "steward")
    return {**asked, "steward_id": found["id"] if found else None}


def _room(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return create_room.create_room(work, create_room.NewRoom(**asked), actor=caller)
