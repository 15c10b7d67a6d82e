"""An office is opened together with the database sequence that numbers its tickets."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Sequence
from sqlalchemy.schema import CreateSequence

from service.db import new_id
from service.errors import Duplicate, Invalid, invalid_field
from service.models.office import Office
from service.transaction import Work
from service.usecases.register.references import office_named
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewOffice:
    code: str
    name: str
    kind: str = "office"
    parent: str | None = None
    zone: str = "Asia/Shanghai"


def create_office(work: Work, order: NewOffice, *, actor: Caller) -> UUID:
    """Under a parent that the admin administers: an office may have others below it."""
    actor.must_hold("admin")
    parent_id = _parent(work, order, actor)
    office = Office(
        id=new_id(),
        code=order.code,
        name=order.name,
        kind=order.kind,
        parent_id=parent_id,
        zone=_zone(work, order),
    )
    add_office(work, office)
    leave_trail(work.sql, "create", "office", office.id, office=office.id, actor=actor)
    return office.id


def add_office(work: Work, office: Office) -> None:
    """A sequence of its own: no lock between offices, gaps allowed, never restarted."""
    office.number_sequence = f"ticket_number_{office.id.hex}"
    work.session.add(office)
    with refusing(
        {"uq_office_code": Duplicate("已有这个代码的管理处。", "There is an office with this code.")}
    ):
        work.session.flush()
    work.session.execute(CreateSequence(Sequence(office.number_sequence)))


def _parent(work: Work, order: NewOffice, actor: Caller) -> UUID:
    offices = actor.offices_of("admin")
    if order.parent is None:
        raise invalid_field("parent", "请写明上级。", "Name the office or project above it.")
    parent_id: UUID = office_named(work.sql, offices, order.parent, field="parent")["id"]
    return parent_id


def _zone(work: Work, order: NewOffice) -> str:
    """Known to Python and to the database: both count days in it."""
    known = work.sql.one("SELECT FROM pg_timezone_names WHERE name = %(zone)s", {"zone": order.zone})
    try:
        zone = ZoneInfo(order.zone).key
    except (KeyError, ValueError, OSError) as error:
        raise _no_zone() from error
    if known is None:
        raise _no_zone()
    return zone


def _no_zone() -> Invalid:
    return invalid_field("zone", "没有这个时区。", "There is no such time zone.")
