"""The demo house over HTTP: an application on a copy of the demo, and its people with a token each."""

import itertools
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.db import db
from service.settings import Settings
from service.transaction import statements
from service.usecases.access.issue_token import new_token
from tests.keys import MASTER_KEY
from tests.servers import Servers, copied_database, demo_template

Json = dict[str, Any]
COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修，无法休息"}
PAYEE = {"name": "张伟", "bank": "工商银行", "account": "6222020200112233"}
ACCOUNTS = itertools.count(10_000_001)


@contextmanager
def demo_app(servers: Servers, name: str) -> Iterator[Flask]:
    with copied_database(servers, name, template=demo_template(servers)) as url:
        app = create_app(
            Settings(
                env="test", database_url=url, rate_limit="0 per second", pool_size=24, master_key=MASTER_KEY
            )
        )
        with app.app_context():
            yield app
            db.engine.dispose()


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at a keyboard."""

    client: FlaskClient
    username: str
    headers: Json

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(
        self, path: str, body: Any = None, *, version: int | None = None, **headers: str
    ) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=body, headers=self._headers(version, headers))

    def put(self, path: str, body: Any = None, *, version: int | None = None) -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self._headers(version, {}))

    def _headers(self, version: int | None, headers: Json) -> Json:
        return self.headers | headers | ({} if version is None else {"If-Match": f'"v{version}"'})

    def open(self, workflow: str, details: Json, **parts: Any) -> Json:
        body = {"workflow": workflow, "office": "GZ01", "subject": "测试", "details": details, **parts}
        return answered(self.post("/tickets", body), 201)

    def fire(self, ticket: Json, trigger: str, form: Json | None = None) -> Json:
        path = f"/tickets/{ticket['id']}/triggers/{trigger}"
        return answered(self.post(path, form or {}, version=ticket["version"]), 200)


class House:
    """`house["clerk"]` is the demo account of that name; everybody logs in once."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.desks: dict[str, Desk] = {}

    def __getitem__(self, username: str) -> Desk:
        if username not in self.desks:
            self.desks[username] = self.log_in(username)
        return self.desks[username]

    def log_in(self, username: str) -> Desk:
        with statements() as sql:
            account = sql.one("SELECT id FROM account WHERE username = %s", [username])
            assert account is not None
            token, _ = new_token(sql, account_id=account["id"])
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        return Desk(self.app.test_client(), username, headers)

    def complaint(self, **details: Any) -> Json:
        return self["clerk"].open("complaint", COMPLAINT | details, customer="A-1-0101")

    def deposit(self, amount_fen: int = 100_000) -> str:
        """A fresh audited deposit of 张伟."""
        body = {"customer": "A-1-0101", "kind": "other", "amount_fen": amount_fen}
        made = answered(self["cashier"].post("/deposits", body), 201)
        answered(self["auditor"].post(f"/deposits/{made['id']}/audit"), 200)
        return str(made["id"])

    def refund(self, amount_fen: int = 100_000) -> Json:
        """To a payee of its own: slips of one day to one payee are approved as their sum."""
        payee = PAYEE | {"account": f"6222{next(ACCOUNTS)}2233"}
        details = {"amount_fen": amount_fen, "payee": payee, "reason": "退房"}
        return self["clerk"].open("refund", details | {"deposit": self.deposit(amount_fen)})

    def submitted_refund(self, amount_fen: int = 100_000) -> Json:
        return self["clerk"].fire(self.refund(amount_fen), "submit")


def answered(answer: TestResponse, status: int) -> Json:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    found: Json = json.loads(text)
    return found


def refused(answer: TestResponse, status: int, code: str, **members: Any) -> Json:
    found = answered(answer, status)
    assert found["code"] == code, found
    assert {name: found.get(name) for name in members} == members, found
    return found


def new_key() -> str:
    return secrets.token_hex(8)
