"""A building whose rooms are charged: its people at their desks, its items, standards and tariffs."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from service.models.building import Building
from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, transaction
from service.usecases.register.charge_rooms import charge_rooms
from tests import makers
from tests.register.conftest import Place
from tests.register.test_register_api import Desk

FEE = "物业费"
BEGINS = "2026-01-01"


def answered(answer: Any, status: int = 201) -> Row:
    assert answer.status_code == status, answer.get_data(as_text=True)
    found: Row = answer.get_json()
    return found


@dataclass(slots=True)
class Town:
    """`finance` and `cashier` sit at their desks; every room is 89.50 m² unless said otherwise."""

    place: Place
    building: Building
    finance: Desk
    cashier: Desk
    rooms: list[Room] = field(default_factory=list)

    def room(self, owner: Customer | None = None, **values: Any) -> Room:
        """With an owner since the beginning of the year; `vacant=True` without."""
        vacant = values.pop("vacant", False)
        with transaction() as work:
            room = makers.make_room(work, self.place.office, **{"building_id": self.building.id} | values)
            if not vacant:
                owner = owner or makers.make_customer(work, self.place.office)
                makers.make_occupancy(work, room, owner, since=date(2026, 1, 1))
        self.rooms.append(room)
        return room

    def item(self, name: str = FEE, kind: str = "management", **values: Any) -> Row:
        return answered(self.finance.post("/charge-items", {"name": name, "kind": kind} | values))

    def standard(self, item: str = FEE, price_fen: int = 280, **values: Any) -> Row:
        body = {"item": item, "name": makers.unique("标准"), "basis": "gross_area", "price_fen": price_fen}
        return answered(self.finance.post("/standards", body | values))

    def tariff(self, standard: Row, *, query: str = "", status: int = 201, **values: Any) -> Row:
        body = {"item": standard["item"]["name"], "standard": standard["id"], "begins_on": BEGINS} | values
        body = {name: value for name, value in body.items() if value is not None}
        return answered(self.finance.post(f"/tariffs{query}", body), status)

    def run(self, period: str = "2026-11", **values: Any) -> Row:
        """Started at the desk and worked off at once, as the background would."""
        started = answered(self.finance.post("/charge-runs", {"period": period} | values))
        work_off(UUID(started["id"]))
        return answered(self.finance.get(f"/charge-runs/{started['id']}"), 200)

    def report(self, run: Row) -> list[tuple[str, str]]:
        listed = answered(self.finance.get(f"/charge-runs/{run['id']}/report"), 200)
        return sorted((each["room"]["code"], each["reason"]) for each in listed["items"])

    def charges(self, **asked: str) -> list[Row]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        found: list[Row] = answered(self.finance.get(f"/charges?limit=200&{query}"), 200)["items"]
        return found


def work_off(run_id: UUID, *, most: int = 1000) -> int:
    """How many transactions it took."""
    for turn in range(1, 1000):
        with transaction() as work:
            if charge_rooms(work, run_id, most=most):
                return turn
    raise AssertionError("it never ends")


def new_town(place: Place, client: FlaskClient) -> Town:
    with transaction() as work:
        building = makers.make_building(work, place.office)
    return Town(place, building, Desk(client, place.finance), Desk(client, place.cashier))
