"""A customer (客户) of an office, under a code that is unique there."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate
from service.models.customer import Customer
from service.transaction import Work
from service.usecases.register.references import office_for
from service.usecases.register.refusals import refusing
from service.visibility import Caller

DATA_DESKS = ("clerk", "supervisor", "pm", "admin")


@dataclass(frozen=True, slots=True)
class NewCustomer:
    code: str
    name: str
    kind: str
    phone: str | None = None
    hardship: bool = False
    special: bool = False
    office: str | None = None


def create_customer(work: Work, order: NewCustomer, *, actor: Caller) -> UUID:
    office_id = office_for(work.sql, actor, DATA_DESKS, order.office)
    customer = Customer(
        id=new_id(),
        office_id=office_id,
        code=order.code,
        name=order.name,
        kind=order.kind,
        phone=order.phone,
        hardship=order.hardship,
        special=order.special,
    )
    work.session.add(customer)
    with refusing({"customer_code": customer_code_taken(order.code)}):
        work.session.flush()
    return customer.id


def customer_code_taken(code: str) -> Duplicate:
    """The Chinese sentence is the one that the office's people know by heart."""
    zh = f"当前组织机构下已经存在代码为{code}的记录,保存失败。"
    return Duplicate(zh, f"Customer code {code} is taken in this office; nothing was saved.")
