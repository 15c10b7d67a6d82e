"""Only a customer that nothing refers to can be deleted; the foreign keys know best what refers to it."""

from collections.abc import Mapping
from typing import LiteralString
from uuid import UUID

import psycopg

from service.errors import InUse
from service.transaction import Work
from service.usecases.register.disable_customer import must_change
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# What goes with the customer, each with a line of its own.
PARTS: Mapping[str, LiteralString] = {
    "bank_account": "SELECT id FROM bank_account WHERE customer_id = %(id)s ORDER BY id FOR UPDATE",
    "member": "SELECT id FROM member WHERE customer_id = %(id)s ORDER BY id FOR UPDATE",
}


def delete_customer(work: Work, customer_id: UUID, *, actor: Caller) -> None:
    office = must_change(work, customer_id, actor)
    parts = {noun: work.sql.all(found, {"id": customer_id}) for noun, found in PARTS.items()}
    try:
        work.sql.execute("DELETE FROM customer WHERE id = %(id)s", {"id": customer_id})
    except psycopg.errors.ForeignKeyViolation as error:
        used_by = error.diag.table_name
        raise InUse(used_by=used_by) from error
    for noun, rows in parts.items():
        leave_trail(work.sql, "delete", noun, *(row["id"] for row in rows), office=office, actor=actor)
    leave_trail(work.sql, "delete", "customer", customer_id, office=office, actor=actor)
