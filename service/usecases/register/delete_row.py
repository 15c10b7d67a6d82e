"""Deletes a row that nothing needs; the trail keeps that there was one."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotFound
from service.transaction import Work
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

STATEMENTS: dict[str, LiteralString] = {
    "bank_account": "DELETE FROM bank_account WHERE id = %(id)s RETURNING office_id",
    "acceptance": "DELETE FROM acceptance WHERE id = %(id)s RETURNING office_id",
    "member": "DELETE FROM member WHERE id = %(id)s RETURNING office_id",
    "customer_event": "DELETE FROM customer_event WHERE id = %(id)s RETURNING office_id",
}


def delete_row(work: Work, row_id: UUID, *, table: str, desks: tuple[str, ...], actor: Caller) -> None:
    """404 where another call was faster; 403 without the desk in the row's own office."""
    row = work.sql.one(STATEMENTS[table], {"id": row_id})
    if row is None:
        raise NotFound()
    actor.must_hold(*desks, office_id=row["office_id"])
    leave_trail(work.sql, "delete", table, row_id, office=row["office_id"], actor=actor)
