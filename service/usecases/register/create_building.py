"""A building (楼宇) of an office."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate
from service.models.building import Building
from service.transaction import Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import office_for
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewBuilding:
    code: str
    name: str
    office: str | None = None


def create_building(work: Work, order: NewBuilding, *, actor: Caller) -> UUID:
    office_id = office_for(work.sql, actor, DATA_DESKS, order.office)
    building = Building(id=new_id(), office_id=office_id, code=order.code, name=order.name)
    work.session.add(building)
    with refusing(
        {"building_code": Duplicate("已有这个代码的楼宇。", "There is a building with this code.")}
    ):
        work.session.flush()
    leave_trail(work.sql, "create", "building", building.id, office=office_id, actor=actor)
    return building.id
