"""An admin opens an account for a person; money desks among those asked for wait for a second admin."""

from dataclasses import dataclass
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, invalid_field
from service.models.account import Account
from service.models.person import Person
from service.passwords import hash_password
from service.transaction import Work
from service.usecases.register.put_desks import DeskWish, put_desks
from service.usecases.register.refusals import refusing
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewUser:
    """`person` is the id of somebody who is known already, such as a colleague's second account."""

    username: str
    password: str
    name: str | None = None
    person: UUID | None = None
    desks: tuple[DeskWish, ...] = ()


def create_user(work: Work, order: NewUser, *, actor: Caller) -> UUID:
    actor.must_hold("admin")
    account = Account(
        id=new_id(),
        username=order.username,
        person_id=_person(work, order),
        password_hash=hash_password(order.password),
    )
    work.session.add(account)
    with refusing({"uq_account_username": Duplicate("该用户名已被使用。", "This username is taken.")}):
        work.session.flush()
    put_desks(work, account.id, order.desks, actor=actor)
    return account.id


def _person(work: Work, order: NewUser) -> UUID:
    if order.person is None:
        return _new_person(work, order.name)
    if work.session.get(Person, order.person) is None:
        raise invalid_field("person", "没有这个人。", "There is no such person.")
    return order.person


def _new_person(work: Work, name: str | None) -> UUID:
    if name is None:
        raise invalid_field("name", "请填写姓名。", "Give the person's name.")
    person = Person(id=new_id(), name=name)
    work.session.add(person)
    work.session.flush()
    return person.id
