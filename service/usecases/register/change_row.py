"""Changes fields of a row of the register against the version that the caller saw; the trail keeps who."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from service.errors import Duplicate, NotFound, Problem, Stale, invalid_field
from service.models.acceptance import Acceptance
from service.models.building import Building
from service.models.customer import Customer
from service.models.customer_parts import BankAccount, CustomerEvent, Member
from service.models.meter import Meter
from service.models.occupancy import Occupancy
from service.models.office import Office
from service.models.room import Room
from service.models.tariff import ChargeItem, Tariff
from service.occupancy import only_to_tenants
from service.transaction import Work
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.create_customer import DATA_DESKS, customer_code_taken
from service.usecases.register.create_room import room_code_taken
from service.usecases.register.refusals import refusing
from service.usecases.register.set_tariffs import tariff_taken
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

Changeable = (
    type[Office]
    | type[Building]
    | type[Room]
    | type[Customer]
    | type[BankAccount]
    | type[Member]
    | type[CustomerEvent]
    | type[ChargeItem]
    | type[Tariff]
    | type[Acceptance]
    | type[Occupancy]
    | type[Meter]
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A table whose rows may be changed, and by which desks.

    `of` is what the trail names: the row itself, where none is given.
    """

    model: Changeable
    office: InstrumentedAttribute[UUID]
    desks: tuple[str, ...]
    of: InstrumentedAttribute[UUID] | None = None


OFFICE = Kind(Office, Office.id, ("admin",))
BUILDING = Kind(Building, Building.office_id, DATA_DESKS)
ROOM = Kind(Room, Room.office_id, DATA_DESKS)
CUSTOMER = Kind(Customer, Customer.office_id, DATA_DESKS)
OCCUPANCY = Kind(Occupancy, Occupancy.office_id, DATA_DESKS)
CHARGE_ITEM = Kind(ChargeItem, ChargeItem.office_id, MONEY_DESKS)
METER = Kind(Meter, Meter.office_id, DATA_DESKS)
TARIFF = Kind(Tariff, Tariff.office_id, MONEY_DESKS, of=Tariff.room_id)


def change_row(
    work: Work,
    kind: Kind,
    row_id: UUID,
    changes: Mapping[str, Any],
    *,
    version: int,
    actor: Caller,
    fields: Iterable[str],
) -> None:
    """Checks all that `must_change` does, and again in the write itself.

    `fields` are what the caller calls the columns that change: so they stand in the trail.
    """
    must_change(work, kind, row_id, version=version, actor=actor)
    guarded = update(kind.model).where(kind.model.id == row_id, kind.model.version == version)
    named: Any = kind.model.id if kind.of is None else kind.of
    with refusing(_taken(str(changes.get("code", "")))):
        written = work.session.execute(
            guarded.values(**changes, version=version + 1).returning(kind.office, named)
        )
    found = written.one_or_none()
    if found is None:
        raise Stale(version=_seen(work, kind, row_id, actor)[1])
    office, of = found
    leave_trail(work.sql, "change", kind.model.__tablename__, of, office=office, actor=actor, fields=fields)


def must_change(work: Work, kind: Kind, row_id: UUID, *, version: int, actor: Caller) -> None:
    """404 when not visible, 403 without the desk, 412 when the row has another version by now."""
    office_id, current = _seen(work, kind, row_id, actor)
    actor.must_hold(*kind.desks, office_id=office_id)
    if current != version:
        raise Stale(version=current)


def _seen(work: Work, kind: Kind, row_id: UUID, actor: Caller) -> tuple[UUID, int]:
    query = select(kind.office, kind.model.version).where(
        kind.model.id == row_id, kind.office.in_(actor.offices)
    )
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def _taken(code: str) -> dict[str, Problem]:
    return {
        "uq_office_code": Duplicate(),
        "building_code": Duplicate(),
        "room_code": room_code_taken(code),
        "customer_code": customer_code_taken(code),
        "charge_item_name": Duplicate(),
        "tariff_one_at_a_time": tariff_taken(),
        "occupancy_let_to_tenants": only_to_tenants(),
        "tariff_in_order": invalid_field("ends_on", "结束早于开始。", "The end is earlier than the start."),
    }
