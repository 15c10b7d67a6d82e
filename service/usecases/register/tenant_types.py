"""Adds types of tenants to an office, and says of a customer which type it is."""

from typing import LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, NotFound, invalid_field
from service.models.customer_parts import TenantType
from service.queries.register.tenant_types import BUILT_IN, HARDSHIP, SPECIAL
from service.transaction import Row, Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.references import office_for
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.usecases.register.uses import used_by
from service.visibility import Caller

TYPE_DESKS = ("admin", "pm")


def add_tenant_type(work: Work, name: str, *, hardship: bool, office: str | None, actor: Caller) -> UUID:
    """`hardship`: dunning treats customers of this type as 困难户."""
    office_id = office_for(work.sql, actor, TYPE_DESKS, office)
    if name in BUILT_IN:
        raise Duplicate()
    made = TenantType(id=new_id(), office_id=office_id, name=name, hardship=hardship)
    work.session.add(made)
    with refusing({"tenant_type_name": Duplicate()}):
        work.session.flush()
    return made.id


def delete_tenant_type(work: Work, type_id: UUID, *, actor: Caller) -> None:
    row = work.sql.one(FIND, {"id": type_id, "offices": list(actor.offices)})
    if row is None:
        raise NotFound()
    actor.must_hold(*TYPE_DESKS, office_id=row["office_id"])
    if work.sql.one(USED, row) is not None:
        raise used_by("customer")
    work.sql.execute("DELETE FROM tenant_type WHERE id = %(id)s", {"id": type_id})


def set_tenant_type(work: Work, customer: Row, name: str, *, actor: Caller) -> None:
    """The marks `hardship` and `special` follow: what the workflows ask about has one truth."""
    office_id = UUID(customer["office"]["id"])
    actor.must_hold(*DATA_DESKS, office_id=office_id)
    added = work.sql.one(NAMED, {"office": office_id, "name": name})
    if added is None and name not in BUILT_IN:
        raise invalid_field("type", "没有这个租户类型。", "There is no such type of tenant.")
    told = {
        "id": customer["id"],
        "type": name if added else None,
        "hardship": added["hardship"] if added else name == HARDSHIP,
        "special": name == SPECIAL,
    }
    work.sql.execute(SET, told)
    fields = ("tenant_type",)
    leave_trail(work.sql, "change", "customer", customer["id"], office=office_id, actor=actor, fields=fields)


FIND: LiteralString = """
SELECT office_id, name FROM tenant_type WHERE id = %(id)s AND office_id = ANY(%(offices)s) FOR UPDATE
"""
# A statement of its own: whoever waited for the lock must see what the one before has written.
USED: LiteralString = """
SELECT id FROM customer WHERE office_id = %(office_id)s AND tenant_type = %(name)s LIMIT 1
"""
NAMED: LiteralString = """
SELECT hardship FROM tenant_type WHERE office_id = %(office)s AND name = %(name)s FOR KEY SHARE
"""
SET: LiteralString = """
UPDATE customer SET tenant_type = %(type)s, hardship = %(hardship)s, special = %(special)s,
       version = version + 1
 WHERE id = %(id)s
"""
