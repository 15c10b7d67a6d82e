"""Tickets opened and moved through the door, in offices that each test has to itself."""

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from flask import Flask

from service.db import new_id
from service.door.admit import Asked
from service.door.opening import Order
from service.door.read import Question, read_ticket
from service.models.account import Account
from service.models.account_skill import AccountSkill
from service.models.customer import Customer
from service.models.guarding import Policy
from service.models.office import Office
from service.models.room import Room
from service.policy import DEFAULTS
from service.queries.register.balances import book_differences
from service.transaction import Row, statements, transaction
from service.usecases.access.issue_token import new_token
from service.usecases.tickets.fire_trigger import Fired, fire_as_system, fire_trigger
from service.usecases.tickets.open_as_system import open_as_system
from service.usecases.tickets.open_ticket import open_ticket
from tests import makers

# Any hour will do, nobody waits between attempts, every repair is visited.
EASY: dict[str, dict[str, Any]] = {
    "complaint": {},
    "repair": {"sampling": {"repair": 100}},
    "dunning": {"hours": {"calling": ["00:00", "24:00"]}},
    "refund": {},
    "visit": {"hours": {"calling": ["00:00", "24:00"]}, "attempts": {"max": 3, "apart": "PT0S"}},
    "rename": {},
    **dict.fromkeys(("move", "handover", "transfer"), {}),
}


@pytest.fixture(scope="module")
def app(shared_app: Flask) -> Iterator[Flask]:
    with shared_app.app_context():
        yield shared_app


@dataclass(frozen=True, slots=True)
class Person:
    account: Account
    token: str

    @property
    def id(self) -> str:
        return str(self.account.id)

    @property
    def person(self) -> str:
        return str(self.account.person_id)


@dataclass(slots=True)
class Town:
    """One office with a room, a customer, and people named after their desks (`tech2` is a second tech)."""

    office: Office
    room: Room
    customer: Customer
    people: dict[str, Person] = field(default_factory=dict)

    def who(self, name: str) -> Person:
        if name not in self.people:
            with transaction() as work:
                account = makers.make_account(work, username=makers.unique(name))
                for desk in name.split("+"):
                    makers.give_desk(work, account, self.office, desk.rstrip("0123456789"))
                token, _ = new_token(work.sql, account_id=account.id)
            self.people[name] = Person(account, token)
        return self.people[name]

    def open(self, who: str, workflow: str, details: Mapping[str, Any], **top: Any) -> "Ticket":
        said = {"workflow": workflow, "office": self.office.code, "subject": "水管", "details": dict(details)}
        answered = open_ticket(self._asked(who, "", said | top))
        return Ticket(self, orjson.loads(answered.body)["id"])

    def open_by_itself(self, workflow: str, details: Mapping[str, Any], parent: "Ticket") -> "Ticket":
        """As an effect opens it."""
        order = Order(workflow, self.office.code, "回访", dict(details), parent=parent.id)
        return Ticket(self, open_as_system(order, ticket_id=str(new_id())).case.id)

    def fire(self, who: str, ticket: "Ticket", trigger: str, form: Mapping[str, Any]) -> Row:
        version = ticket.read()["ticket"]["version"]
        answered = fire_trigger(self._asked(who, ticket.id, form, version), trigger)
        answer: Row = orjson.loads(answered.body)
        return answer

    def _asked(self, who: str, ref: str, body: object, version: int | None = None) -> Asked:
        digest = hashlib.sha256(self.who(who).token.encode("ascii")).digest()
        return Asked(ref, digest, body, f"/{ref}", "", version=version)

    def change_policy(self, workflow: str, **values: Any) -> None:
        """A further version, for tickets opened from now on."""
        body = copy.deepcopy(DEFAULTS[workflow]) | EASY[workflow] | values
        with transaction() as work:
            latest = "SELECT count(*) AS n FROM policy WHERE workflow = %s AND office_id = %s"
            version = _one(work.sql.one(latest, [workflow, self.office.id]))["n"] + 1
            policy = Policy(
                id=new_id(), workflow=workflow, office_id=self.office.id, version=version, body=body
            )
            makers.made(work, policy)

    def charge(self, customer: Customer | None = None, **values: Any) -> str:
        with transaction() as work:
            return str(makers.make_charge(work, customer or self.customer, **values).id)

    def neighbour(self, **values: Any) -> Customer:
        with transaction() as work:
            return makers.make_customer(work, self.office, **values)

    def skill(self, name: str, skill: str) -> None:
        with transaction() as work:
            makers.made(work, AccountSkill(account_id=self.who(name).account.id, skill=skill))


@dataclass(frozen=True, slots=True)
class Ticket:
    town: Town
    id: str

    def fire(self, who: str, trigger: str, **form: Any) -> Row:
        return self.town.fire(who, self, trigger, form)

    def system(self, trigger: str, **form: Any) -> Fired:
        return fire_as_system(self.id, trigger, form)

    def refused(self, trigger: str, **form: Any) -> list[str]:
        """The rules by which the system was refused."""
        fired = self.system(trigger, **form)
        return [rule.name for rule in fired.refusal.rules] if fired.refusal else []

    def read(self, who: str | None = None) -> Row:
        digest = hashlib.sha256(self.town.who(who).token.encode()).digest() if who else None
        with statements() as sql:
            return read_ticket(sql, Question(ref=self.id, digest=digest))

    @property
    def state(self) -> str:
        return str(self.read()["ticket"]["state"])

    @property
    def facts(self) -> Row:
        facts: Row = self.read()["facts"]
        return facts

    @property
    def details(self) -> Row:
        details: Row = self.read()["details"]
        return details

    def delivered(self, kind: str) -> None:
        """As if the effect had been done."""
        change("UPDATE outbox SET status = 'done' WHERE ticket_id = %s AND kind = %s", self.id, kind)


def change(statement: Any, *values: Any) -> None:
    with statements() as sql:
        sql.execute(statement, values)


def rows(statement: Any, *values: Any) -> list[Row]:
    with statements() as sql:
        return sql.all(statement, values)


def row(statement: Any, *values: Any) -> Row:
    return _one(next(iter(rows(statement, *values)), None))


def _one(found: Row | None) -> Row:
    assert found is not None
    return found


def in_balance(town: Town) -> bool:
    with statements() as sql:
        mine = sql.all("SELECT row_id FROM book_entry WHERE office_id = %s", [town.office.id])
        mine += sql.all("SELECT id AS row_id FROM payment WHERE office_id = %s", [town.office.id])
        ids = {each["row_id"] for each in mine}
        return not [each for each in book_differences(sql) if each["id"] in ids]


def make_town() -> Town:
    with transaction() as work:
        office = makers.make_office(work)
        room = makers.make_room(work, office)
        town = Town(office, room, makers.make_customer(work, office))
    for workflow in EASY:
        town.change_policy(workflow)
    return town


@pytest.fixture
def town(app: Flask) -> Town:
    return make_town()


@pytest.fixture
def other_town(app: Flask) -> Town:
    return make_town()


AttachFile = Callable[[Ticket], str]


@pytest.fixture
def attach() -> AttachFile:
    """A file on the ticket, as a form may name it."""

    def attached(ticket: Ticket) -> str:
        file = new_id()
        change(
            """INSERT INTO attachment (id, ticket_id, author_id, name, media_type, size, digest)
               VALUES (%s, %s, %s, 'a.pdf', 'application/pdf', 1, '\\x00')""",
            file,
            ticket.id,
            UUID(ticket.town.who("clerk").id),
        )
        return str(file)

    return attached


def days(number: int) -> timedelta:
    return timedelta(days=number)
