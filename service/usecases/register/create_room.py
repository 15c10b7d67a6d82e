"""A room (房间) of a building."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate
from service.models.room import Room
from service.transaction import Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import building_named, offices_for
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewRoom:
    """Areas in hundredths of a square metre."""

    building: str
    code: str
    floor: int
    gross_area: int | None = None
    usable_area: int | None = None
    office: str | None = None


def create_room(work: Work, order: NewRoom, *, actor: Caller) -> UUID:
    offices = offices_for(work.sql, actor, DATA_DESKS, order.office)
    building = building_named(work.sql, offices, order.building)
    room = Room(
        id=new_id(),
        office_id=building["office_id"],
        building_id=building["id"],
        code=order.code,
        floor=order.floor,
        gross_area=order.gross_area,
        usable_area=order.usable_area,
    )
    work.session.add(room)
    with refusing({"room_code": room_code_taken(order.code)}):
        work.session.flush()
    leave_trail(work.sql, "create", "room", room.id, office=room.office_id, actor=actor)
    return room.id


def room_code_taken(code: str) -> Duplicate:
    return Duplicate(
        f"当前组织机构下已经存在代码为{code}的记录,保存失败。", f"Room code {code} is taken in this office."
    )
