"""Takes a handover, move or transfer back while nothing builds on it: all is as it was before."""

from uuid import UUID

import psycopg
from sqlalchemy import select

from service.errors import NotFound, NotNow, NotSo, not_so
from service.models.columns import NOW
from service.models.occupancy_change import OccupancyChange
from service.occupancy import taken
from service.transaction import Row, Work
from service.usecases.occupancy.change_occupancy import MOVING_DESKS
from service.usecases.occupancy.charges import undo_charges
from service.usecases.occupancy.codes import give_code_back
from service.usecases.occupancy.money import MONEY_DESKS, move_back
from service.usecases.occupancy.promised import undo_subsidies
from service.usecases.occupancy.signed import must_be_quick
from service.usecases.occupancy.stays import LOCK
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

FIND = "SELECT room_id FROM occupancy_change WHERE id = %(id)s AND office_id = ANY(%(offices)s)"
LATER = """
SELECT id FROM occupancy_change
 WHERE room_id = %(room)s AND reversed_at IS NULL AND (created_at, id) > (%(at)s, %(id)s) LIMIT 1
"""
CHARGED = """
SELECT id FROM charge x
 WHERE x.room_id = %(room)s AND x.created_at > %(at)s AND x.reversed_at IS NULL
   AND x.balance_fen + x.paid_fen > 0 AND x.handover_id IS DISTINCT FROM %(id)s
   AND NOT EXISTS (SELECT FROM occupancy_change_money m WHERE m.to_id = x.id) LIMIT 1
"""
LATEST = """
SELECT x.id, x.entrance FROM occupancy_change_part p JOIN occupancy_change x ON x.id = p.change_id
 WHERE p.occupancy_id = %(id)s AND x.reversed_at IS NULL ORDER BY x.created_at DESC, x.id DESC LIMIT 1
"""
BEGAN = """
SELECT x.id, x.entrance FROM occupancy_change_part p JOIN occupancy_change x ON x.id = p.change_id
 WHERE p.occupancy_id = %(id)s AND p.began
"""
ENDED = """
SELECT y.id, y.customer_id, y.nature, p.former_until, p.former_out_on
  FROM occupancy_change_part p JOIN occupancy y ON y.id = p.occupancy_id
 WHERE p.change_id = %(id)s AND NOT p.began
"""
CANCEL = """
UPDATE occupancy y SET until = since, out_on = NULL, cancelled_at = guanjia_now(), version = y.version + 1
  FROM occupancy_change_part p WHERE p.change_id = %(id)s AND p.began AND y.id = p.occupancy_id
"""
RESTORE = """
UPDATE occupancy SET until = %(former_until)s, out_on = %(former_out_on)s, version = version + 1
 WHERE id = %(id)s
"""


def reverse_change(work: Work, change_id: UUID, reason: str, *, actor: Caller) -> None:
    """404, 403 (who may not have made it), 409 when taken back already, 422 by what builds on it.

    Nothing is deleted: relations that began are cancelled, money goes back by entries of the other sign.
    """
    change = locked_change(work, change_id, actor=actor)
    must_be_quick(work, change)
    undo_subsidies(work, change, actor=actor)
    must_be_last(work, change)
    ended = work.sql.all(ENDED, {"id": change.id})
    undo_charges(work, change, actor=actor)
    move_back(work, change, actor=actor)
    give_code_back(work, change, old_owner=old_owner(ended), actor=actor)
    work.sql.execute(CANCEL, {"id": change.id})
    for stay in ended:
        _restore(work, stay)
    change.reversed_at, change.reversed_by, change.reason = NOW, actor.account_id, reason  # type: ignore[assignment]
    change.version += 1
    work.session.flush()
    office = change.office_id
    leave_trail(work.sql, "delete", "occupancy_change", change.id, office=office, actor=actor, reason=reason)


def locked_change(
    work: Work, change_id: UUID, *, actor: Caller, reversed_too: bool = False
) -> OccupancyChange:
    """The room first, as whoever makes a change does. 404; 403; 409 where it was taken back."""
    found = work.sql.one(FIND, {"id": change_id, "offices": list(actor.offices)})
    if found is None:
        raise NotFound()
    work.sql.execute(LOCK, {"id": found["room_id"]})
    query = select(OccupancyChange).where(OccupancyChange.id == change_id)
    change = work.session.execute(query).scalar_one()
    desks = MONEY_DESKS if change.arrears_fen or change.prepayment_fen else MOVING_DESKS
    actor.must_hold(*desks, office_id=change.office_id)
    if change.reversed_at is not None and not reversed_too:
        raise NotNow("该登记已撤销。", "This has been taken back already.", state="reversed", allowed=[])
    return change


def latest_move(work: Work, stay_id: UUID) -> UUID:
    """The last change of this stay that was not taken back; 422 when it came by another entrance."""
    found = work.sql.one(LATEST, {"id": stay_id})
    if found is None or not found["entrance"].startswith("move_"):
        raise registered_elsewhere()
    latest: UUID = found["id"]
    return latest


def change_of(work: Work, stay_id: UUID, *, began: bool) -> UUID:
    """The move that began the stay, or the latest that ended it; 422 when it came by another entrance."""
    statement = BEGAN if began else LATEST
    found = work.sql.one(statement, {"id": stay_id})
    if found is None or found["entrance"] != ("move_in" if began else "move_out"):
        raise registered_elsewhere()
    change_id: UUID = found["id"]
    return change_id


def must_be_last(work: Work, change: OccupancyChange) -> None:
    asked = {"room": change.room_id, "at": change.created_at, "id": change.id}
    if work.sql.one(LATER, asked) is not None:
        zh = "该房间此后又有入伙、迁入迁出或过户登记，请先撤销后来的登记。"
        raise not_so("nothing_later", zh, "A later change of this room builds on it: take that back first.")
    if work.sql.one(CHARGED, asked) is not None:
        zh = "该房间此后已生成费用，不能撤销。"
        raise not_so("not_charged_since", zh, "Charges have been made for the room since.")


def registered_elsewhere() -> NotSo:
    zh = "该记录由入伙、过户或直接登记产生，请在那里办理。"
    return not_so("registered_here", zh, "This came by a handover, a transfer or directly: see to it there.")


def old_owner(ended: list[Row]) -> UUID | None:
    return next((stay["customer_id"] for stay in ended if stay["nature"] == "owner"), None)


def _restore(work: Work, stay: Row) -> None:
    try:
        work.sql.execute(RESTORE, stay)
    except psycopg.errors.ExclusionViolation as error:
        raise taken() from error
