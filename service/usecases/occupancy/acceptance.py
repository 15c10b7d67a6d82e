"""Acceptance (业主验收, 迁入验收): what was found is kept with the change, and leads to a repair."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field
from service.models.acceptance import Acceptance
from service.transaction import Row, Sql, Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import as_uuid
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# A stay names the change that began it; a handover or transfer names itself.
CHANGE = """
SELECT id, office_id, happened_on FROM occupancy_change x
 WHERE office_id = ANY(%(offices)s) AND hidden_at IS NULL
   AND (id = %(id)s OR EXISTS (SELECT FROM occupancy_change_part p
                                WHERE p.change_id = x.id AND p.occupancy_id = %(id)s AND p.began))
"""
REPAIR = """
SELECT id FROM ticket
 WHERE office_id = %(office)s AND workflow = 'repair' AND %(ref)s IN (number, id::text)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """`accepted_on` left out: the day of the change. `repair`: number or id of the repair that came of it."""

    text: str
    accepted_on: date | None = None
    repair: str | None = None


def accept_room(work: Work, finding: Finding, *, of: tuple[str, str], actor: Caller) -> UUID:
    """`of` is the field that names the handover, transfer or move, and what it says."""
    actor.must_hold(*DATA_DESKS)
    field, key = of
    change = work.sql.one(CHANGE, {"offices": list(actor.offices_of(*DATA_DESKS)), "id": as_uuid(key)})
    if change is None:
        raise invalid_field(field, "您的管理处里没有这一项。", "There is no such row in your office.")
    return add_finding(work, finding, change, actor=actor)


def add_finding(work: Work, finding: Finding, change: Row, *, actor: Caller) -> UUID:
    """Of a change of a room by its `id`, `office_id` and `happened_on`."""
    office_id = change["office_id"]
    found = Acceptance(
        id=new_id(),
        office_id=office_id,
        change_id=change["id"],
        text=finding.text,
        accepted_on=finding.accepted_on or change["happened_on"],
        repair_id=repair_named(work.sql, office_id, finding.repair),
        created_by=actor.account_id,
    )
    work.session.add(found)
    work.session.flush()
    leave_trail(work.sql, "create", "acceptance", found.id, office=office_id, actor=actor)
    return found.id


def repair_named(sql: Sql, office_id: UUID, ref: str | None) -> UUID | None:
    if ref is None:
        return None
    found = sql.one(REPAIR, {"office": office_id, "ref": ref})
    if found is None:
        raise invalid_field("repair", "本管理处没有这张报修单。", "There is no such repair in this office.")
    repair_id: UUID = found["id"]
    return repair_id
