"""Only a customer that nothing refers to can be deleted; the foreign keys know best what refers to it."""

from collections.abc import Mapping
from typing import LiteralString
from uuid import UUID

from service.transaction import Work
from service.usecases.register.delete_row import delete_unused
from service.usecases.register.disable_customer import must_change
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

DELETE: LiteralString = "DELETE FROM customer WHERE id = %(id)s RETURNING id"
# What goes with the customer, each with a line of its own.
PARTS: Mapping[str, LiteralString] = {
    "bank_account": "SELECT id FROM bank_account WHERE customer_id = %(id)s ORDER BY id FOR UPDATE",
    "member": "SELECT id FROM member WHERE customer_id = %(id)s ORDER BY id FOR UPDATE",
}


def delete_customer(work: Work, customer_id: UUID, *, actor: Caller) -> None:
    office = must_change(work, customer_id, actor)
    parts = {noun: work.sql.all(found, {"id": customer_id}) for noun, found in PARTS.items()}
    delete_unused(work, DELETE, customer_id)
    for noun, rows in parts.items():
        leave_trail(work.sql, "delete", noun, *(row["id"] for row in rows), office=office, actor=actor)
    leave_trail(work.sql, "delete", "customer", customer_id, office=office, actor=actor)
