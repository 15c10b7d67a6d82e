"""Whatever happens to a room and its meters, in any order: each unit is charged once, to who used it."""

import os
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.queries.register.balances import book_differences
from service.transaction import Row, statements, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import WATER, units_charged_twice, watered
from tests.register.town import Town, answered

BEGAN, LAST, POWER = date(2026, 3, 1), date(2026, 12, 20), "电费"
HISTORIES = int(os.environ.get("UNIT_HISTORIES", "10"))
STEPS = 40
# Each reading with the one before it, what it stands on, and whether that charge is for those units.
READINGS = """
SELECT m.number, g.read_on, g.value, e.value AS since, g.charge_id IS NOT NULL AS charged, g.nobodys,
       c.reversed_at IS NULL AS stands,
       c.basis IS NULL AND c.period = to_char(g.read_on, 'YYYY-MM') AS by_hand,
       EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(c.basis) WHEN 'array' THEN c.basis
                      ELSE jsonb_build_array(c.basis) END) b
                WHERE b ->> 'meter' = m.number AND (b ->> 'from')::int <= e.value
                  AND (b ->> 'to')::int >= g.value) AS counted
  FROM meter m JOIN meter_reading g ON g.meter_id = m.id
  JOIN LATERAL (SELECT b.value FROM meter_reading b
                 WHERE b.meter_id = m.id AND (b.read_on, b.value, b.id) < (g.read_on, g.value, g.id)
                 ORDER BY b.read_on DESC, b.value DESC, b.id DESC LIMIT 1) e ON true
  LEFT JOIN charge c ON c.id = g.charge_id
 WHERE m.room_id = %s
"""
# Units on charges that stand, a line's shares and what went over with a transfer once.
UNITS = """
SELECT coalesce(sum((b ->> 'to')::int - (b ->> 'from')::int), 0)::int AS units
  FROM charge c CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(c.basis) WHEN 'array' THEN c.basis
       ELSE jsonb_build_array(c.basis) END) b
 WHERE c.room_id = %s AND c.basis IS NOT NULL AND c.reversed_at IS NULL AND b ? 'meter'
   AND NOT EXISTS (SELECT FROM occupancy_change_money o WHERE o.to_id = c.id)
   AND (c.share %% 2 = 0 OR NOT EXISTS (SELECT FROM charge o WHERE o.run_id = c.run_id
        AND o.room_id = c.room_id AND o.item_id = c.item_id AND o.share = c.share - 1
        AND o.reversed_at IS NULL))
"""


class Life:
    """One room, its meters of two items, and what a careless office does with them."""

    def __init__(self, town: Town, clerk: Desk, number: int) -> None:
        self.town, self.clerk, self.chance = town, clerk, random.Random(number)
        self.day, self.owned = BEGAN, False
        self.room = town.room(vacant=True)
        self.people = [town.place.customer]
        self.developer = self.person("developer")
        self.transfers: list[Row] = []
        self.subsidies: list[str] = []
        self.shown: dict[str, int] = {}
        self.item_of: dict[str, str] = {}
        self.retired: set[str] = set()
        for item in (WATER, POWER):
            town.tariff(town.standard(item, 350, basis="meter"), room=self.room.code, begins_on=None)
            for _ in range(self.chance.choice((1, 1, 2))):
                self.gets_a_meter(item, 100)

    def person(self, kind: str) -> Customer:
        with transaction() as work:
            return makers.make_customer(work, self.town.place.office, kind=kind, name=makers.unique("人"))

    def tried(self, answer: Any) -> Row | None:
        """What it answered; None where a rule was in the way."""
        assert answer.status_code < 500
        return answer.get_json() if answer.status_code < 300 else None

    def gets_a_meter(self, item: str, value: int) -> None:
        number = makers.unique("W")
        body = {"room": self.room.code, "item": item, "number": number, "value": value}
        answered(self.clerk.post("/meters", body | {"read_on": str(self.day)}))
        self.shown[number], self.item_of[number] = value, item

    def step(self) -> None:
        self.day = min(self.day + timedelta(days=self.chance.choice((0, 1, 2, 7, 12))), LAST)
        acts = (self.owner_comes, self.transfer_back, self.tenant_comes, self.tenant_leaves, self.reads)
        more = (self.reads, self.reads, self.reads_all, self.reads_all, self.reads_wrong, self.replaces)
        money = (self.runs, self.runs, self.runs, self.by_hand, self.moves_month, self.takes_back)
        self.chance.choice((*acts, *more, *money, self.takes_back, self.subsidises))()

    def live(self) -> list[str]:
        return [number for number in self.shown if number not in self.retired]

    def final(self, likely: float) -> Row:
        """Readings with a move, at times."""
        if not self.live() or self.chance.random() > likely:
            return {}
        number = self.chance.choice(self.live())
        value = self.shown[number] + self.chance.choice((0, 3, 30))
        reading = {"meter": number, "value": value, "create_charge": self.chance.random() < 0.5}
        return {"readings": [reading]}

    def note(self, body: Row) -> None:
        for reading in body.get("readings", ()):
            self.shown[reading["meter"]] = reading["value"]

    def owner_comes(self) -> None:
        owner = self.person("owner")
        body = {"room": self.room.code, "customer": owner.code, "on": str(self.day)} | self.final(0.5)
        if self.owned and self.chance.random() < 0.7:
            body |= {"arrears_to_new": True, "assumption_no": "ZW-1"}
        path = "/transfers" if self.owned else "/handovers"
        made = self.tried(self.town.finance.post(path, body))
        if made:
            self.note(body)
            self.people.append(owner)
            self.transfers += [made] if self.owned else []
            self.owned = True

    def transfer_back(self) -> None:
        if self.transfers and self.reversed(f"/transfers/{self.transfers[-1]['id']}", self.transfers[-1]):
            self.transfers.pop()

    def reversed(self, path: str, row: Row) -> Row | None:
        seen = {"If-Match": f'"v{row["version"]}"'}
        return self.tried(self.town.finance.post(f"{path}/reverse", {"reason": "有误"}, **seen))

    def tenant_comes(self) -> None:
        tenant = self.person("tenant")
        body = {"room": self.room.code, "customer": tenant.code, "nature": "tenant", "on": str(self.day)}
        if self.tried(self.clerk.post("/moves", body)):
            self.people.append(tenant)

    def tenant_leaves(self) -> None:
        body = {"room": self.room.code, "direction": "out", "on": str(self.day)} | self.final(0.4)
        if self.tried(self.clerk.post("/moves", body)):
            self.note(body)

    def reads(self) -> None:
        if self.live():
            self.read(self.chance.choice(self.live()), charge=self.chance.random() < 0.4)

    def reads_all(self) -> None:
        for number in self.live():
            self.read(number, charge=False)

    def read(self, number: str, *, charge: bool) -> None:
        value = self.shown[number] + self.chance.choice((0, 1, 10, 100))
        body = {"value": value, "read_on": str(self.day), "create_charge": charge}
        if self.tried(self.clerk.post(f"/meters/{number}/readings", body)):
            self.shown[number] = value

    def reads_wrong(self) -> None:
        number = self.chance.choice([*self.shown])
        seen = {"If-Match": f'"v{answered(self.clerk.get(f"/meters/{number}"), 200)["version"]}"'}
        back = self.tried(self.clerk.post(f"/meters/{number}/readings/reverse", {"reason": "看错"}, **seen))
        if back:
            self.shown[number] = back["value"]

    def replaces(self) -> None:
        if not self.live() or len(self.shown) > 6:
            return
        number = self.chance.choice(self.live())
        version = answered(self.clerk.get(f"/meters/{number}"), 200)["version"]
        body = {"retired_on": str(self.day)}
        if self.tried(self.clerk.patch(f"/meters/{number}", body, version=version)):
            self.retired.add(number)
            self.gets_a_meter(self.item_of[number], 0)

    def month(self) -> date:
        return (self.day - timedelta(days=self.chance.choice((0, 0, 31, 62)))).replace(day=1)

    def runs(self) -> None:
        first = self.month()
        only = self.chance.choice(({}, {}, {"items": [WATER]}, {"building": str(self.town.building.id)}))
        payer_on = first + timedelta(days=self.chance.randrange(28))
        self.town.run(f"{first:%Y-%m}", payer_on=str(payer_on), **only)

    def by_hand(self) -> None:
        body = {"customer": self.chance.choice(self.people).code, "room": self.room.code, "amount_fen": 700}
        body |= {"item": self.chance.choice((WATER, POWER, "杂费")), "due_on": str(self.day)}
        if self.chance.random() < 0.8:
            body["period"] = f"{self.month():%Y-%m}"
        self.tried(self.town.finance.post("/charges", body))

    def standing(self) -> list[Row]:
        return [row for row in self.town.charges(room=self.room.code) if row["reversed_at"] is None]

    def moves_month(self) -> None:
        rows = [row for row in self.standing() if row["kind"] == "other" and not row["basis"]]
        if rows:
            row = self.chance.choice(rows)
            body = self.chance.choice(({"period": f"{self.month():%Y-%m}"}, {"item": WATER}, {"item": POWER}))
            self.tried(self.town.finance.patch(f"/charges/{row['id']}", body, version=row["version"]))

    def takes_back(self) -> None:
        rows = self.standing()
        if rows:
            row = self.chance.choice(rows)
            self.reversed(f"/charges/{row['id']}", row)

    def subsidises(self) -> None:
        if self.subsidies and self.chance.random() < 0.5:
            path = f"/subsidies/{self.chance.choice(self.subsidies)}"
            self.reversed(path, answered(self.town.finance.get(path), 200))
            return
        body = {"room": self.room.code, "developer": self.developer.code, "begins_on": str(self.day)}
        body |= self.chance.choice(({"amount_fen": 2000}, {"months": 2}, {"amount_fen": 5000, "item": WATER}))
        made = self.tried(self.town.finance.post("/subsidies", body))
        self.subsidies += [made["id"]] if made else []

    def settles_all(self) -> None:
        """Everything is read once more, and every month is run."""
        self.day = date(2026, 12, 28)
        self.reads_all()
        for month in range(3, 13):
            self.town.run(f"2026-{month:02}")


def must_add_up(life: Life) -> None:
    with statements() as sql:
        readings = sql.all(READINGS, [life.room.id])
        found: Any = sql.one(UNITS, [life.room.id])
    for each in readings:
        if each["charged"]:
            assert each["stands"] and (each["by_hand"] or each["counted"]), each
    counted = [each for each in readings if each["charged"] and not each["by_hand"]]
    assert found["units"] == sum(each["value"] - each["since"] for each in counted)


def uncharged(life: Life) -> list[Row]:
    with statements() as sql:
        readings = sql.all(READINGS, [life.room.id])
    free = [each for each in readings if not each["charged"] and not each["nobodys"]]
    return [each for each in free if each["value"] > each["since"]]


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    town = watered(place, client)
    town.item(POWER, "power")
    return town


@pytest.mark.parametrize("number", range(HISTORIES))
def test_every_unit_is_charged_once_or_somebodys_still_and_in_the_end_none_is_left(
    town: Town, client: FlaskClient, number: int
) -> None:
    life = Life(town, Desk(client, town.place.clerk), number)
    for _ in range(STEPS):
        life.step()
        must_add_up(life)
    assert units_charged_twice() == []
    life.settles_all()
    must_add_up(life)
    told = {reason for month in range(3, 13) for _, reason in town.report(town.run(f"2026-{month:02}"))}
    assert told & {"uncharged", "no_reading"} or uncharged(life) == []
    with statements() as sql:
        ids = {row["id"] for row in town.charges(room=life.room.code)}
        assert [row for row in book_differences(sql) if str(row["id"]) in ids] == []


def test_units_that_somebody_charges_twice_beside_the_rules_are_found(
    town: Town, client: FlaskClient
) -> None:
    life = Life(town, Desk(client, town.place.clerk), 0)
    life.owner_comes()
    life.day += timedelta(days=20)
    (meter, *_) = life.shown
    for value in (210, 220):
        body = {"value": value, "read_on": str(life.day), "create_charge": True}
        answered(life.clerk.post(f"/meters/{meter}/readings", body))
    ids = [UUID(row["id"]) for row in life.standing()]
    lower = """UPDATE charge SET basis = jsonb_set(basis, '{from}', '100') WHERE id = ANY(%s)"""
    with transaction() as work:
        work.sql.execute(lower, [ids])
    assert units_charged_twice() == [f"I5 meter {meter}: units charged twice"]
    with transaction() as work:
        work.sql.execute("DELETE FROM meter_reading WHERE charge_id = ANY(%s)", [ids])
        work.sql.execute("UPDATE charge SET basis = NULL WHERE id = ANY(%s)", [ids])
