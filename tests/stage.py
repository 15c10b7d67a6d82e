"""An office of a test's own, with people named after their desks, driven over HTTP."""

import copy
import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.db import db, new_id
from service.models.account import Account
from service.models.customer import Customer
from service.models.guarding import Policy
from service.models.office import Office
from service.models.room import Room
from service.policy import DEFAULTS
from service.settings import Settings
from service.transaction import Row, statements, transaction
from service.usecases.access.issue_token import new_token
from service.usecases.effects.shape import partners_of
from tests import makers
from tests.keys import MASTER_KEY
from workers.house import HOUSE, House, Stop

SECRET = "whsec_" + "Z3VhbmppYS1zdGFnZS1zZWNyZXQtMDAwMQ=="
# Any hour will do, nobody waits between attempts, every ticket is visited, nobody has too much to do.
EASY: Mapping[str, Mapping[str, Any]] = {
    "complaint": {"load_limit": None},
    "repair": {"sampling": {"repair": 100}, "load_limit": None},
    "dunning": {"hours": {"calling": ["00:00", "24:00"]}, "load_limit": None},
    "refund": {"load_limit": None},
    "visit": {
        "hours": {"calling": ["00:00", "24:00"]},
        "attempts": {"max": 3, "apart": "PT0S"},
        "load_limit": None,
    },
    "rename": {"load_limit": None},
    "move": {"load_limit": None},
    "handover": {"load_limit": None},
    "transfer": {"load_limit": None},
}


@contextmanager
def app_on(database_url: str, *, pool_size: int = 8, **more: Any) -> Iterator[Flask]:
    """An application of one's own; its context is pushed by whoever needs it, and never for long."""
    given: dict[str, Any] = {
        "env": "test",
        "rate_limit": "0 per second",
        "pool_size": pool_size,
        "master_key": MASTER_KEY,
    }
    app = create_app(Settings(**given | {"database_url": database_url, "payment_secret": SECRET} | more))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def app_with_house(database_url: str, **more: Any) -> Iterator[Flask]:
    """One that also does its background work, where a test says so."""
    with app_on(database_url, **more) as app:
        given = app.extensions["settings"]
        app.extensions[HOUSE] = House(given, partners_of(given), Stop())
        yield app


@dataclass(frozen=True, slots=True)
class Somebody:
    id: str
    person: str
    username: str
    token: str
    account: Account

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class Stage:
    """One office with a room and a customer; `clerk2` is a second clerk, made when first named."""

    app: Flask
    office: Office
    room: Room
    customer: Customer
    people: dict[str, Somebody] = field(default_factory=dict)

    def below(self) -> "Stage":
        """An office below this one, with the same people: a desk counts in all offices under it."""
        with transaction() as work:
            office = makers.make_office(work, parent=self.office)
            room = makers.make_room(work, office)
            return Stage(self.app, office, room, makers.make_customer(work, office), self.people)

    def who(self, name: str) -> Somebody:
        if name not in self.people:
            self.people[name] = somebody(self.office, name.rstrip("0123456789"))
        return self.people[name]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def send(
        self, who: str, method: str, path: str, body: object = None, *, version: object = None, key: str = ""
    ) -> TestResponse:
        """`version` as a number becomes the tag of If-Match; text goes in as it is."""
        headers = dict(self.who(who).headers)
        if version is not None:
            headers["If-Match"] = version if isinstance(version, str) else f'"v{version}"'
        if key:
            headers["Idempotency-Key"] = key
        content: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **content)

    def opened(self, who: str, workflow: str, details: Mapping[str, Any], **top: Any) -> Row:
        said = {"workflow": workflow, "office": self.office.code, "subject": "水管", "details": dict(details)}
        return answer(self.send(who, "POST", "/tickets", said | top), 201)

    def fire(self, who: str, ticket: Row, trigger: str, form: object = None) -> TestResponse:
        path = f"/tickets/{ticket['id']}/triggers/{trigger}"
        return self.send(who, "POST", path, {} if form is None else form, version=ticket["version"])

    def fired(self, who: str, ticket: Row, trigger: str, form: object = None) -> Row:
        return answer(self.fire(who, ticket, trigger, form), 200)

    def read(self, ticket: Row, who: str = "admin") -> Row:
        return answer(self.send(who, "GET", f"/tickets/{ticket['id']}"), 200)

    def attach(self, ticket: Row, who: str = "clerk2") -> str:
        """A file on the ticket, as a form may name it."""
        file = str(new_id())
        with statements() as sql:
            sql.execute(
                """INSERT INTO attachment (id, ticket_id, author_id, name, media_type, size, digest)
                   VALUES (%s, %s, %s, 'a.pdf', 'application/pdf', 1, '\\x00')""",
                [file, ticket["id"], self.who(who).id],
            )
        return file

    def deposit(self, *, amount_fen: int = 200_000, kind: str = "other", audited: bool = True) -> str:
        """Received by the cashier, audited by the auditor: neither is one of the signers."""
        values: dict[str, Any] = {"room_id": self.room.id, "amount_fen": amount_fen, "kind": kind}
        if audited:
            auditor = self.who("auditor9").account
            values |= {"status": "audited", "audited_by": auditor.id, "audited_at": makers.NOW}
            values |= {"audited_by_person": auditor.person_id}
        with transaction() as work:
            receiver = self.who("cashier9").account
            return str(makers.make_deposit(work, self.customer, receiver, **values).id)

    def charge(self, payer: Customer | None = None, **values: Any) -> str:
        overdue = {"due_on": date(2025, 1, 31), "limitation_on": date(2028, 1, 31)}
        with transaction() as work:
            return str(makers.make_charge(work, payer or self.customer, **overdue | values).id)

    def neighbour(self) -> Customer:
        with transaction() as work:
            return makers.make_customer(work, self.office)

    def policy(self, workflow: str, **values: Any) -> None:
        """A further version, for tickets opened from now on."""
        body = copy.deepcopy(DEFAULTS[workflow]) | dict(EASY[workflow]) | values
        with transaction() as work:
            latest = "SELECT count(*) AS n FROM policy WHERE workflow = %s AND office_id = %s"
            found = work.sql.one(latest, [workflow, self.office.id])
            number = (found["n"] if found else 0) + 1
            row = Policy(id=new_id(), workflow=workflow, office_id=self.office.id, version=number, body=body)
            makers.made(work, row)


def stage_on(app: Flask) -> Stage:
    """Needs the app's context."""
    with transaction() as work:
        office = makers.make_office(work)
        room = makers.make_room(work, office)
        stage = Stage(app, office, room, makers.make_customer(work, office))
    for workflow in EASY:
        stage.policy(workflow)
    return stage


def somebody(office: Office, desk: str, *others: str) -> Somebody:
    """Named after their first desk. Their token outlives every jump of the clock."""
    with transaction() as work:
        account = makers.make_account(work, username=makers.unique(desk))
        for each in (desk, *others):
            makers.give_desk(work, account, office, each)
        token, row = new_token(work.sql, account_id=account.id)
        assert row is not None
        work.sql.execute("UPDATE token SET expires_at = 'infinity' WHERE digest = %s", [row["digest"]])
    return Somebody(str(account.id), str(account.person_id), account.username, token, account)


def answer(response: TestResponse, status: int) -> Row:
    assert response.status_code == status, response.get_data(as_text=True)
    found: Row = orjson.loads(response.get_data())
    return found


@functools.cache
def payee(account: str = "6222021234567890") -> Mapping[str, str]:
    return {"name": "张伟", "bank": "工商银行", "account": account}
