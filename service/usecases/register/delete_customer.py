"""Only a customer that nothing refers to can be deleted; the foreign keys know best what refers to it."""

from uuid import UUID

import psycopg

from service.errors import InUse
from service.transaction import Work
from service.usecases.register.disable_customer import must_change
from service.usecases.register.trail import leave_trail
from service.visibility import Caller


def delete_customer(work: Work, customer_id: UUID, *, actor: Caller) -> None:
    office = must_change(work, customer_id, actor)
    try:
        work.sql.execute("DELETE FROM customer WHERE id = %(id)s", {"id": customer_id})
    except psycopg.errors.ForeignKeyViolation as error:
        used_by = error.diag.table_name
        raise InUse(used_by=used_by) from error
    leave_trail(work.sql, "delete", "customer", customer_id, office=office, actor=actor)
