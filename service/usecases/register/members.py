"""Members of a customer's household (客户成员)."""

from dataclasses import dataclass
from uuid import UUID

from service.crypto.places import MEMBER_PHONE
from service.db import new_id
from service.models.customer_parts import Member
from service.transaction import Row, Work
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.personal import sealed_columns
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

PHONE = {"phone": MEMBER_PHONE}


@dataclass(frozen=True, slots=True)
class NewMember:
    relation: str
    name: str
    sex: str = "unknown"
    phone: str | None = None


def add_member(work: Work, customer: Row, order: NewMember, *, actor: Caller) -> UUID:
    office_id = UUID(customer["office"]["id"])
    actor.must_hold(*DATA_DESKS, office_id=office_id)
    member_id = new_id()
    given = {} if order.phone is None else {"phone": order.phone}
    member = Member(
        id=member_id,
        office_id=office_id,
        customer_id=customer["id"],
        relation=order.relation,
        name=order.name,
        sex=order.sex,
        **sealed_columns(work.sql, given, PHONE, office_id=office_id, row_id=member_id),
    )
    work.session.add(member)
    work.session.flush()
    leave_trail(work.sql, "create", "member", member_id, office=office_id, actor=actor)
    return member_id
