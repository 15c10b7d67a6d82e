"""Deletes a row that nothing needs; the trail keeps that there was one."""

from typing import LiteralString
from uuid import UUID

from service.transaction import Work
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

STATEMENTS: dict[str, LiteralString] = {
    "bank_account": "DELETE FROM bank_account WHERE id = %(id)s",
    "acceptance": "DELETE FROM acceptance WHERE id = %(id)s",
    "member": "DELETE FROM member WHERE id = %(id)s",
    "customer_event": "DELETE FROM customer_event WHERE id = %(id)s",
}


def delete_row(
    work: Work, table: str, row_id: UUID, *, office: UUID, desks: tuple[str, ...], actor: Caller
) -> None:
    actor.must_hold(*desks, office_id=office)
    work.sql.execute(STATEMENTS[table], {"id": row_id})
    leave_trail(work.sql, "delete", table, row_id, office=office, actor=actor)
