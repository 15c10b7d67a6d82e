"""Deletes a row that nothing needs, as the foreign keys know best; the trail keeps that there was one."""

from typing import LiteralString
from uuid import UUID

import psycopg

from service.errors import NotFound
from service.transaction import Row, Work
from service.usecases.register.trail import leave_trail
from service.usecases.register.uses import used_by
from service.visibility import Caller

STATEMENTS: dict[str, LiteralString] = {
    "bank_account": "DELETE FROM bank_account WHERE id = %(id)s RETURNING office_id",
    "acceptance": "DELETE FROM acceptance WHERE id = %(id)s RETURNING office_id",
    "member": "DELETE FROM member WHERE id = %(id)s RETURNING office_id",
    "customer_event": "DELETE FROM customer_event WHERE id = %(id)s RETURNING office_id",
    "building": "DELETE FROM building WHERE id = %(id)s RETURNING office_id",
    # That a run left a room out is no use of it.
    "room": """
WITH faults AS (DELETE FROM charge_run_fault WHERE room_id = %(id)s)
DELETE FROM room WHERE id = %(id)s RETURNING office_id""",
    "charge_item": "DELETE FROM charge_item WHERE id = %(id)s RETURNING office_id",
    "meter": """
WITH readings AS (DELETE FROM meter_reading WHERE meter_id = %(id)s AND NOT EXISTS (
                  SELECT FROM charge c WHERE c.id = charge_id AND c.basis IS NOT NULL))
DELETE FROM meter WHERE id = %(id)s RETURNING office_id""",
    "standard": "DELETE FROM standard WHERE id = %(id)s RETURNING office_id",
}
# What names rows without a foreign key. Asked once the row is locked by its own deletion, so that whoever has
# just named it is seen.
NAMED_BY: dict[str, tuple[LiteralString, str]] = {
    "charge_item": (
        "SELECT id FROM charge_run WHERE office_id = %(office_id)s AND %(id)s = ANY(items) LIMIT 1",
        "charge_run",
    )
}


def delete_row(work: Work, row_id: UUID, *, table: str, desks: tuple[str, ...], actor: Caller) -> None:
    """404 where another call was faster, 403 without the desk in the row's office, 409 where it is used."""
    row = delete_unused(work, STATEMENTS[table], row_id)
    if row is None:
        raise NotFound()
    actor.must_hold(*desks, office_id=row["office_id"])
    _must_be_unnamed(work, table, {"id": row_id, "office_id": row["office_id"]})
    leave_trail(work.sql, "delete", table, row_id, office=row["office_id"], actor=actor)


def _must_be_unnamed(work: Work, table: str, row: Row) -> None:
    if table in NAMED_BY:
        names, by = NAMED_BY[table]
        if work.sql.one(names, row) is not None:
            raise used_by(by)


def delete_unused(work: Work, statement: LiteralString, row_id: UUID) -> Row | None:
    """What the DELETE returns, None where there is no such row; 409 `in_use` names what refers to it."""
    try:
        return work.sql.one(statement, {"id": row_id})
    except psycopg.errors.ForeignKeyViolation as error:
        raise used_by(error.diag.table_name or "") from error
