"""A customer who was used is disabled (禁用) instead of deleted, and can be enabled again (启用)."""

from uuid import UUID

from service.errors import NotFound, not_so
from service.transaction import Row, Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

FIND = "SELECT office_id FROM customer WHERE id = %(id)s AND office_id = ANY(%(offices)s)"
DISABLE = """
UPDATE customer SET disabled_at = guanjia_now(), version = version + 1
 WHERE id = %(id)s AND disabled_at IS NULL
"""
ENABLE = """
UPDATE customer SET disabled_at = NULL, version = version + 1
 WHERE id = %(id)s AND disabled_at IS NOT NULL
"""


def disable_customer(work: Work, customer_id: UUID, *, actor: Caller) -> None:
    office = must_change(work, customer_id, actor)
    work.sql.execute(DISABLE, {"id": customer_id})
    leave_trail(work.sql, "disable", "customer", customer_id, office=office, actor=actor)


def enable_customer(work: Work, customer_id: UUID, *, actor: Caller) -> None:
    office = must_change(work, customer_id, actor)
    work.sql.execute(ENABLE, {"id": customer_id})
    leave_trail(work.sql, "enable", "customer", customer_id, office=office, actor=actor)


def must_change(work: Work, customer_id: UUID, actor: Caller) -> UUID:
    """The customer's office; 404 when not visible, 403 without the desk."""
    found = work.sql.one(FIND, {"id": customer_id, "offices": list(actor.offices)})
    if found is None:
        raise NotFound()
    office_id: UUID = found["office_id"]
    actor.must_hold(*DATA_DESKS, office_id=office_id)
    return office_id


def living(customer: Row) -> Row:
    """The customer, where something new begins: a relation, a debt, a deposit.

    422 `not_so` rule `customer_enabled` for one who is disabled; what they owe may still be paid, and the
    lease of who is there already goes on when the room is sold.
    """
    if customer["disabled_at"] is not None:
        zh = "该客户资料已禁用，请先启用。"
        raise not_so("customer_enabled", zh, "This customer is disabled: enable them first.")
    return customer
