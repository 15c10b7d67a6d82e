"""A customer (客户) of an office, under a code that is unique there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate
from service.models.customer import Customer
from service.transaction import Work
from service.usecases.register.personal import OF_CUSTOMER, sealed_columns
from service.usecases.register.references import office_for, room_named
from service.usecases.register.refusals import refusing
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

DATA_DESKS = ("clerk", "supervisor", "pm", "admin")


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """`code` left out is the code of `room`. `more`: contact and profile, by the names of the columns."""

    name: str
    kind: str
    code: str | None = None
    room: str | None = None
    phone: str | None = None
    id_number: str | None = None
    hardship: bool = False
    special: bool = False
    office: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


OWN = frozenset({"office", "code", "room", "name", "kind", "phone", "id_number", "hardship", "special"})


def order_of(asked: Mapping[str, Any]) -> NewCustomer:
    """From a body as its schema loads it."""
    own = {name: value for name, value in asked.items() if name in OWN}
    return NewCustomer(**own, more={name: value for name, value in asked.items() if name not in OWN})


def create_customer(work: Work, order: NewCustomer, *, actor: Caller) -> UUID:
    office_id = office_for(work.sql, actor, DATA_DESKS, order.office)
    code = order.code or room_named(work.sql, [office_id], order.room or "")["code"]
    customer_id = new_id()
    personal = {"phone": order.phone, "id_number": order.id_number}
    given = {name: value for name, value in personal.items() if value is not None}
    sealed = sealed_columns(work.sql, given, OF_CUSTOMER, office_id=office_id, row_id=customer_id)
    customer = Customer(
        id=customer_id,
        office_id=office_id,
        code=code,
        name=order.name,
        kind=order.kind,
        hardship=order.hardship,
        special=order.special,
        **order.more,
        **sealed,
    )
    work.session.add(customer)
    with refusing({"customer_code": customer_code_taken(code)}):
        work.session.flush()
    leave_trail(work.sql, "create", "customer", customer_id, office=office_id, actor=actor, fields=given)
    return customer_id


def customer_code_taken(code: str) -> Duplicate:
    """The Chinese sentence is the one that the office's people know by heart."""
    zh = f"当前组织机构下已经存在代码为{code}的记录,保存失败。"
    return Duplicate(zh, f"Customer code {code} is taken in this office; nothing was saved.")
