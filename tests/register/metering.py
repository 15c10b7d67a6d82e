"""Rooms with meters: what a clerk does with them in the tests, and what comes of it."""

from datetime import date
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, statements, transaction
from service.usecases.audit.background import background_findings
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.town import Town, answered, new_town

WATER = "水费"


def watered(place: Place, client: FlaskClient) -> Town:
    """An office that charges water, so far at no price."""
    town = new_town(place, client)
    town.item(WATER, "water")
    return town


def piped(town: Town, clerk: Desk, number: str = "", *, began: int = 120, **values: Any) -> tuple[Room, str]:
    """A room with a tariff and a meter that showed 120 at the end of October."""
    room = town.room(**values)
    town.tariff(town.standard(WATER, 350, basis="meter"), room=room.code, begins_on=None)
    return room, metered(clerk, room, number, began=began)


def metered(clerk: Desk, room: Room, number: str = "", *, began: int = 120) -> str:
    body = {"room": room.code, "item": WATER, "number": number or makers.unique("W")}
    answered(clerk.post("/meters", body | {"value": began, "read_on": "2026-10-31"}))
    return body["number"]


def read(clerk: Desk, meter: str, value: int, on: str = "2026-11-30", *, charge: bool = False) -> None:
    body = {"value": value, "read_on": on, "create_charge": charge}
    answered(clerk.post(f"/meters/{meter}/readings", body))


def charged(town: Town, room: Room) -> list[tuple[str | None, str, int]]:
    return [(row["period"], row["kind"], row["amount_fen"]) for row in town.charges(room=room.code)]


def lives(room: Room, customer: Customer, since: str, until: str | None = None) -> None:
    last = None if until is None else date.fromisoformat(until)
    with transaction() as work:
        makers.make_occupancy(
            work, room, customer, nature="tenant", since=date.fromisoformat(since), until=last
        )


def billed(town: Town, room: Room) -> list[tuple[str, int]]:
    """Who was charged for how many units, by month."""
    rows = [row for row in town.charges(room=room.code) if row["reversed_at"] is None]
    return sorted((row["period"] or "", row["amount_fen"] // 350) for row in rows)


def shares(town: Town, room: Room) -> list[tuple[UUID, int]]:
    """Who was charged for how many units, the fewest first."""
    rows = [row for row in town.charges(room=room.code) if row["reversed_at"] is None]
    found = [(UUID(row["customer"]["id"]), row["amount_fen"] // 350) for row in rows]
    return sorted(found, key=lambda each: each[1])


def units_charged_twice() -> list[str]:
    with statements() as sql:
        return [str(each) for each in background_findings(sql) if "units" in str(each)]


def by_hand(town: Town, room: Room, customer: Customer, period: str, due_on: str = "2026-12-31") -> Row:
    body = {"customer": customer.code, "room": room.code, "item": WATER, "period": period}
    return answered(town.finance.post("/charges", body | {"amount_fen": 3500, "due_on": due_on}))


def reverse(town: Town, row: Row) -> None:
    (row,) = [each for each in town.charges() if each["id"] == row["id"]]
    seen = {"If-Match": f'"v{row["version"]}"'}
    answered(town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "重复"}, **seen), 200)


def retire(clerk: Desk, meter: str, day: Any, status: int = 200) -> Row:
    version = answered(clerk.get(f"/meters/{meter}"), 200)["version"]
    return answered(clerk.patch(f"/meters/{meter}", {"retired_on": day}, version=version), status)
