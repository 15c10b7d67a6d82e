"""An office of each test's own, somebody who sends files, and a worker who can be asked to do what is due."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.transaction import Row, statements
from tests.stage import Stage, answer, app_with_house, stage_on
from workers.deliver import run_batch


@dataclass(frozen=True, slots=True)
class Desk:
    """The office's people at their keyboards; `work` is what a worker does."""

    stage: Stage

    def send(
        self, content: bytes, *, kind: str = "rooms", name: str = "list.xlsx", who: str = "clerk", **more: Any
    ) -> TestResponse:
        form = {"kind": kind, "file": (io.BytesIO(content), name)}
        if "mapping" in more:
            form["mapping"] = orjson.dumps(more.pop("mapping")).decode()
        headers = {**self.stage.who(who).headers, "Accept-Language": "en"}
        query = more.get("query", "")
        return self.stage.client.post(f"/api/v1/imports?{query}", data=form, headers=headers)

    def sent(self, content: bytes, **more: Any) -> Row:
        """Read by the worker."""
        made = answer(self.send(content, **more), 202)
        self.work(made["id"])
        return self.read(made["id"], more.get("who", "clerk"))

    def read(self, import_id: str, who: str = "clerk") -> Row:
        headers = {**self.stage.who(who).headers, "Accept-Language": "en"}
        return answer(self.stage.client.get(f"/api/v1/imports/{import_id}", headers=headers), 200)

    def confirm(self, import_id: str, who: str = "clerk") -> TestResponse:
        headers = {**self.stage.who(who).headers, "Accept-Language": "en"}
        return self.stage.client.post(f"/api/v1/imports/{import_id}/confirm", headers=headers)

    def confirmed(self, import_id: str, who: str = "clerk") -> Row:
        answer(self.confirm(import_id, who), 202)
        self.work(import_id)
        return self.read(import_id, who)

    def work(self, import_id: str) -> None:
        run_batch(self.handed(import_id))

    def handed(self, import_id: str) -> str:
        """What is due for this import, as the relay hands it to a worker: the name of its batch."""
        batch = str(uuid4())
        with statements() as sql:
            sql.execute(HAND, {"batch": batch, "import": import_id})
        return batch

    def rows(self, table: str) -> int:
        """How many the office has."""
        with statements() as sql:
            found = sql.one(f"SELECT count(*) AS n FROM {table} WHERE office_id = %s", [self.stage.office.id])
        return int(found["n"]) if found else 0


HAND = """
UPDATE outbox SET status = 'queued', batch = %(batch)s, drive = drive + 1,
       lease_until = guanjia_now() + interval '45 s'
 WHERE payload ->> 'argument' = %(import)s AND status = 'ready'
"""


@pytest.fixture(scope="module")
def app(database_url: str) -> Iterator[Flask]:
    with app_with_house(database_url) as app, app.app_context():
        yield app


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(stage_on(app))
