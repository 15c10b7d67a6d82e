"""Whatever happens to a room and its meter, in any order: no unit is charged twice, none from nowhere."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, statements, transaction
from service.usecases.audit.background import background_findings
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import WATER, watered
from tests.register.town import Town, answered

BEGAN, HISTORIES, STEPS = date(2026, 3, 1), 12, 30


class Life:
    """One room, one or two meters, and what a careless office does with them."""

    def __init__(self, town: Town, clerk: Desk, number: int) -> None:
        self.town, self.clerk, self.chance = town, clerk, random.Random(number)
        self.day, self.there = BEGAN, False
        self.room: Room = town.room(vacant=True)
        town.tariff(town.standard(WATER, 350, basis="meter"), room=self.room.code, begins_on=None)
        self.shown = {makers.unique("W"): 100 for _ in range(self.chance.choice((1, 1, 2)))}
        for meter in self.shown:
            body = {"room": self.room.code, "item": WATER, "number": meter, "value": 100}
            answered(clerk.post("/meters", body | {"read_on": str(BEGAN)}))

    def step(self) -> None:
        self.day += timedelta(days=self.chance.choice((0, 1, 2, 7, 12)))
        acts = (self.comes, self.leaves, self.reads, self.reads, self.reads, self.runs, self.runs)
        self.chance.choice((*acts, self.charges, self.takes_back))()

    def comes(self) -> None:
        if not self.there:
            with transaction() as work:
                newcomer: Customer = makers.make_customer(work, self.town.place.office, kind="tenant")
                makers.make_occupancy(work, self.room, newcomer, nature="tenant", since=self.day)
            self.there = True

    def leaves(self) -> None:
        with transaction() as work:
            ends = "UPDATE occupancy SET until = %s WHERE room_id = %s AND until IS NULL AND since <= %s"
            work.sql.execute(ends, [self.day, self.room.id, self.day])
        self.there = False

    def reads(self) -> None:
        meter = self.chance.choice([*self.shown])
        self.shown[meter] += self.chance.choice((0, 1, 10, 100))
        body = {
            "value": self.shown[meter],
            "read_on": str(self.day),
            "create_charge": self.chance.random() < 0.4,
        }
        answered(self.clerk.post(f"/meters/{meter}/readings", body))

    def month(self) -> date:
        return (self.day - timedelta(days=self.chance.choice((0, 0, 31, 62)))).replace(day=1)

    def runs(self) -> None:
        first = self.month()
        payer_on = first + timedelta(days=self.chance.randrange(28))
        self.town.run(f"{first:%Y-%m}", payer_on=str(payer_on))

    def charges(self) -> None:
        body = {"customer": self.town.place.customer.code, "room": self.room.code, "item": WATER}
        body |= {"period": f"{self.month():%Y-%m}", "due_on": str(self.day)}
        answered(self.town.finance.post("/charges", body | {"amount_fen": 700}))

    def takes_back(self) -> None:
        standing = [row for row in self.charged() if row["reversed_at"] is None]
        if standing:
            row = self.chance.choice(standing)
            seen = {"If-Match": f'"v{row["version"]}"'}
            said = self.town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "算错"}, **seen)
            assert said.status_code == 200 or said.get_json()["rule"] == "not_read_since"

    def charged(self) -> list[Row]:
        return self.town.charges(room=self.room.code)

    def units(self) -> int:
        bases = [row["basis"] for row in self.charged() if row["reversed_at"] is None and row["basis"]]
        spans = [span for basis in bases for span in (basis if isinstance(basis, list) else [basis])]
        return sum(span["to"] - span["from"] for span in spans)


def charged_twice() -> list[str]:
    with statements() as sql:
        return [str(each) for each in background_findings(sql) if "units" in str(each)]


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


@pytest.mark.parametrize("number", range(HISTORIES))
def test_no_unit_is_charged_twice_nor_one_that_was_not_used(
    town: Town, client: FlaskClient, number: int
) -> None:
    life = Life(town, Desk(client, town.place.clerk), number)
    for _ in range(STEPS):
        life.step()
        assert life.units() <= sum(life.shown.values()) - 100 * len(life.shown)
    assert charged_twice() == []


def test_units_that_somebody_charges_twice_beside_the_rules_are_found(
    town: Town, client: FlaskClient
) -> None:
    life = Life(town, Desk(client, town.place.clerk), 0)
    life.comes()
    life.day += timedelta(days=20)
    (meter, *_) = life.shown
    for value in (110, 120):
        body = {"value": value, "read_on": str(life.day), "create_charge": True}
        answered(life.clerk.post(f"/meters/{meter}/readings", body))
    ids = [UUID(row["id"]) for row in life.charged()]
    lower = """UPDATE charge SET basis = jsonb_set(basis, '{from}', '100') WHERE id = ANY(%s)"""
    with transaction() as work:
        work.sql.execute(lower, [ids])
    assert charged_twice() == [f"I5 meter {meter}: units charged twice"]
    with transaction() as work:
        work.sql.execute("DELETE FROM meter_reading WHERE charge_id = ANY(%s)", [ids])
        work.sql.execute("UPDATE charge SET basis = NULL WHERE id = ANY(%s)", [ids])
