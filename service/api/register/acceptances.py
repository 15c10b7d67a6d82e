"""What was found when a room was taken over (入伙验收, 迁入验收)."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from schemas.base import Base
from schemas.fields import Choice, Id, Ref, Text
from schemas.rules import AtLeastOne, ExactlyOne
from schemas.times import LocalDate
from service.api.area import Area
from service.api.query import Paged
from service.api.register.move_bodies import FINDING, Finding
from service.api.register.nouns import Changing, Making, Noun, add
from service.api.register.rows import delete_shown
from service.api.register.shapes import CUSTOMER_REF, DAY, PERSON_REF, ROOM_REF, WHOLE, maybe, one_of
from service.api.shapes import ID, OFFICE, TEXT, moment, strict
from service.models.acceptance import Acceptance
from service.models.occupancy_change import ENTRANCES
from service.queries.register.acceptances import ACCEPTANCES
from service.transaction import Row, Work
from service.usecases.occupancy import acceptance
from service.usecases.register.change_row import Kind
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.delete_row import delete_row
from service.visibility import Caller

area = Area("acceptances", "What was found when a room was taken over")
KIND = Kind(Acceptance, Acceptance.office_id, DATA_DESKS)
OF = ("handover", "transfer", "move")
ACCEPTANCE_ROW = strict(
    id=ID,
    office=OFFICE,
    room=ROOM_REF,
    customer=CUSTOMER_REF,
    entrance=one_of(ENTRANCES),
    change=ID,
    text=TEXT,
    accepted_on=DAY,
    repair=maybe(strict(id=ID, number=TEXT)),
    created_by=PERSON_REF,
    created_at=moment(),
    version=WHOLE,
)


class NewAcceptance(Finding):
    """With which handover, transfer or move (in) the room was taken over."""

    handover = Id()
    transfer = Id()
    move = Id()
    conditions = (ExactlyOne(OF),)


class AcceptanceChange(Base):
    text = Text(FINDING)
    accepted_on = LocalDate()
    repair = Ref(allow_none=True)
    conditions = (AtLeastOne(("text", "accepted_on", "repair")),)


class AcceptanceQuery(Paged):
    """`entrance`: handover for those of owners (入伙验收), move_in for the others (迁入验收)."""

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    entrance = Choice(ENTRANCES, load_default=None)
    change = Id(load_default=None)


def _accept(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    field = next(name for name in OF if name in asked)
    of = (field, asked.pop(field))
    return acceptance.accept_room(work, acceptance.Finding(**asked), of=of, actor=caller)


def _repair(work: Work, asked: dict[str, Any], caller: Caller, row: Row) -> dict[str, Any]:
    if "repair" not in asked:
        return asked
    named = asked.pop("repair")
    return asked | {"repair_id": acceptance.repair_named(work.sql, UUID(row["office"]["id"]), named)}


ACCEPTANCE = Noun(
    address="acceptances",
    one="acceptance",
    key="acceptance_id",
    listing=ACCEPTANCES,
    row=ACCEPTANCE_ROW,
    query=AcceptanceQuery,
    lists="What was found, by handover or by move.",
    shows="One acceptance, by id.",
    makes=Making(
        "create_an_acceptance",
        "A further finding; `repair` is the repair that came of it.",
        NewAcceptance,
        DATA_DESKS,
        _accept,
    ),
    changes=Changing(
        "Change a finding, or name the repair that came of it.", AcceptanceChange, KIND, _repair
    ),
)
add(area, ACCEPTANCE)


@area.call("DELETE", "/acceptances/<acceptance_id>", status=204)
def delete_acceptance(acceptance_id: str) -> Response:
    """Delete a finding; its repair goes on."""
    delete = partial(delete_row, table="acceptance", desks=DATA_DESKS)
    return delete_shown(ACCEPTANCES, acceptance_id, delete)
