"""Takes back the last reading of a meter (抄表作废), so that one slip of the finger does not end its life."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotFound, Stale, not_so
from service.models.meter import LATEST_FIRST
from service.transaction import Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

METER = """
SELECT id, office_id, version FROM meter WHERE id = %(id)s AND office_id = ANY(%(offices)s)
   FOR NO KEY UPDATE
"""
READINGS: LiteralString = f"""
SELECT g.id, c.basis IS NOT NULL AS charged FROM meter_reading g LEFT JOIN charge c ON c.id = g.charge_id
 WHERE g.meter_id = %(id)s ORDER BY {LATEST_FIRST} LIMIT 2
"""
FORGET = "DELETE FROM meter_reading WHERE id = %(id)s"
CHANGED = "UPDATE meter SET version = version + 1 WHERE id = %(id)s"


def reverse_reading(work: Work, meter_id: UUID, reason: str, *, version: int, actor: Caller) -> None:
    """404, 403, 412. 422 `not_charged`: its charge is taken back first; `not_the_first` a meter has.

    A reading is no entry of a book: it goes, and the trail keeps that it was there.
    """
    meter = work.sql.one(METER, {"id": meter_id, "offices": list(actor.offices)})
    if meter is None:
        raise NotFound()
    actor.must_hold(*DATA_DESKS, office_id=meter["office_id"])
    if meter["version"] != version:
        raise Stale(version=meter["version"])
    last, *before = work.sql.all(READINGS, {"id": meter_id})
    if not before:
        zh = "这是该表的起始读数，不能作废。"
        raise not_so("not_the_first", zh, "With this reading the meter began.")
    if last["charged"]:
        zh = "该读数已收费，请先红冲该费用。"
        raise not_so("not_charged", zh, "It was charged: take that charge back first.")
    work.sql.execute(FORGET, {"id": last["id"]})
    work.sql.execute(CHANGED, {"id": meter_id})
    office = meter["office_id"]
    leave_trail(work.sql, "delete", "meter_reading", last["id"], office=office, actor=actor, reason=reason)
