"""A room with the people of the requirement rows, and a clerk who registers what becomes of them."""

from dataclasses import dataclass
from typing import Any

import orjson
from werkzeug.test import TestResponse

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, transaction
from tests import makers
from tests.stage import Stage

ZHANG, LI, WANG, CHEN = "张伟", "李娜", "王强", "陈静"


@dataclass(frozen=True, slots=True)
class House:
    """`people` by name: 张伟 has the room's code, as the office advises."""

    stage: Stage
    room: Room
    people: dict[str, Customer]

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.stage.send(more.pop("who", "clerk"), method, path, body, **more)

    def get(self, path: str) -> Any:
        return answered(self.send("GET", path), 200)

    def listed(self, path: str) -> list[Row]:
        found: list[Row] = self.get(path)["items"]
        return found

    def made(self, path: str, name: str | None, on: str, **more: Any) -> Row:
        return answered(self.asked(path, name, on, **more), 201)

    def asked(self, path: str, name: str | None, on: str, *, who: str = "clerk", **more: Any) -> TestResponse:
        body = {"room": str(self.room.id), "on": on} | more
        if name is not None:
            body["customer"] = str(self.people[name].id)
        return self.send("POST", path, body, who=who)

    def owner(self, name: str = ZHANG, on: str = "2026-01-01") -> Row:
        return self.made("/handovers", name, on)

    def moves_in(self, name: str, nature: str, on: str, **more: Any) -> Row:
        return self.made("/moves", name, on, nature=nature, **more)

    def moves_out(self, name: str | None, on: str, **more: Any) -> Row:
        return self.made("/moves", name, on, direction="out", **more)

    def relations(self) -> list[tuple[str, str, str, str | None]]:
        rows = self.listed(f"/occupancies?room={self.room.id}")
        return sorted((r["nature"], r["customer"]["name"], r["since"], r["until"]) for r in rows)

    def payer(self) -> str | None:
        payer = self.get(f"/rooms/{self.room.id}")["payer"]
        return payer and payer["name"]


def house_on(stage: Stage) -> House:
    with transaction() as work:
        room = makers.make_room(work, stage.office)
        people = {
            name: makers.make_customer(work, stage.office, name=name, kind=kind, **code)
            for name, kind, code in (
                (ZHANG, "owner", {"code": room.code}),
                (LI, "tenant", {}),
                (WANG, "resident", {}),
                (CHEN, "buyer", {}),
            )
        }
    return House(stage, room, people)


def answered(response: TestResponse, status: int) -> Any:
    assert response.status_code == status, response.get_data(as_text=True)
    return orjson.loads(response.get_data())


def refused(response: TestResponse, status: int, code: str, rule: str | None = None) -> Row:
    body: Row = answered(response, status)
    assert (body["code"], body.get("rule")) == (code, rule), body
    return body


def wrong(response: TestResponse) -> list[str]:
    return sorted(each["field"] for each in refused(response, 422, "invalid")["errors"])
