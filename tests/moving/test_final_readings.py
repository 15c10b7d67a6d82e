"""The final reading of a move is one charge on who paid until then, by whichever entrance it comes."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.db import new_id
from service.models.meter import Meter, MeterReading
from service.models.tariff import ChargeItem, Standard, Tariff
from service.transaction import Row, transaction
from service.usecases.register.charge_rooms import charge_rooms
from tests import makers
from tests.moving.test_moving import ENTRANCES, TODAY, House, found
from tests.races.racing import race, runners
from tests.register.house import answered
from tests.stage import Stage

BEGAN = TODAY - timedelta(days=60)


class Metered(House):
    """Water at 3.50; the room's meter showed 120 two months ago, since when 李娜 has rented it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tenant = self.lives("李娜", "tenant")
        self.number = makers.unique("W")
        with transaction() as work:
            of = {"office_id": stage.office.id}
            item = ChargeItem(id=new_id(), **of, name=makers.unique("水费"), kind="water")
            makers.made(work, item)
            priced = {**of, "item_id": item.id}
            standard = Standard(id=new_id(), **priced, name="居民", basis="meter", price_fen=350)
            makers.made(work, standard)
            priced["room_id"] = self.room.id
            makers.made(work, Tariff(id=new_id(), **priced, standard_id=standard.id))
            meter = makers.made(work, Meter(id=new_id(), **priced, number=self.number))
            reader = stage.who("clerk").account.id
            first = {"meter_id": meter.id, "value": 120, "read_on": BEGAN, "created_by": reader}
            makers.made(work, MeterReading(id=new_id(), **first))
        self.item = item.name

    def shown(self, value: int, **more: Any) -> list[Row]:
        return [{"meter": self.number, "reading": value, "on": TODAY.isoformat()} | more]

    def quick(self, entrance: str, value: int, **more: Any) -> Any:
        """The same at the counter."""
        reading = {"meter": self.number, "value": value, "create_charge": True}
        body = {"room": self.room.code, "customer": self.new.code, "on": TODAY.isoformat()} | more
        nature = {"nature": "owner"} if entrance == "move" else {}
        said = body | nature | {"readings": [reading]}
        return self.stage.send("clerk", "POST", f"/{entrance}s", said)

    def charged(self) -> list[Row]:
        return found(
            """SELECT c.name, x.amount_fen, x.balance_fen, x.due_on, x.kind, x.period,
                      x.basis - 'meter' - 'tariff' AS basis, x.limitation_on
                 FROM charge x JOIN customer c ON c.id = x.customer_id WHERE x.room_id = %s""",
            self.room.id,
        )

    def kept(self) -> list[Row]:
        return found(
            """SELECT g.value, g.read_on, g.charge_id IS NOT NULL AS charged, m.version
                 FROM meter_reading g JOIN meter m ON m.id = g.meter_id
                WHERE m.number = %s ORDER BY g.value""",
            self.number,
        )


@pytest.fixture
def house(stage: Stage) -> Metered:
    return Metered(stage)


def test_r_occ_38_r_occ_26_the_final_reading_leaves_the_same_books_by_all_six_entrances(
    stage: Stage,
) -> None:
    seen = []
    for entrance in ENTRANCES:
        at_the_counter, by_ticket = Metered(stage), Metered(stage)
        answered(at_the_counter.quick(entrance, 135), 201)
        ticket = by_ticket.effective(entrance)
        ticket = by_ticket.by("clerk", ticket, "meter_billed", readings=by_ticket.shown(135))
        assert ticket["state"] == "settling"
        seen += [(each.charged(), each.kept(), each.relations()) for each in (at_the_counter, by_ticket)]
    assert all(each == seen[0] for each in seen)
    ((charge,), readings, _) = seen[0]
    assert (charge["name"], charge["amount_fen"], charge["due_on"]) == ("李娜", 5250, TODAY)
    assert [(each["value"], each["charged"]) for each in readings] == [(120, False), (135, True)]


def test_r_occ_35_by_ticket_too_who_moves_out_pays_for_the_last_units(house: Metered) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    ticket = house.effective("move", house.tenant, direction="out", nature="tenant", day=yesterday)
    house.by("clerk", ticket, "meter_billed", readings=house.shown(150, on=yesterday))
    assert [(each["name"], each["amount_fen"]) for each in house.charged()] == [("李娜", 10_500)]


@pytest.mark.parametrize(("who", "metered"), [("tenant", 0), ("new", 1), ("passer", 0)])
def test_a_month_that_was_charged_by_hand_is_charged_alike_by_both_entrances(
    stage: Stage, who: str, metered: int
) -> None:
    """Whoever comes pays for no time before it; who has nothing to do with the room, for whoever has."""
    seen = []
    stage.who("finance")
    for by_ticket in (False, True):
        house = Metered(stage)
        with transaction() as work:
            passer = makers.make_customer(work, stage.office, name="王五")
        payer = {"tenant": house.tenant, "new": house.new, "passer": passer}[who]
        body = {"customer": payer.code, "room": house.room.code, "item": house.item, "amount_fen": 5250}
        body |= {"period": f"{TODAY:%Y-%m}", "due_on": TODAY.isoformat(), "office": stage.office.code}
        answered(stage.send("finance", "POST", "/charges", body), 201)
        if by_ticket:
            house.by("clerk", house.effective(), "meter_billed", readings=house.shown(135))
        else:
            answered(house.quick("move", 135), 201)
        seen.append([(each["amount_fen"], each["period"]) for each in house.charged()])
        assert [each["charged"] for each in house.kept()] == [False, True]
    assert seen[0] == seen[1] == [(5250, f"{TODAY:%Y-%m}"), *[(5250, None)] * metered]


def test_what_was_read_before_and_not_charged_goes_with_the_final_reading_by_both_entrances(
    stage: Stage,
) -> None:
    seen = []
    for by_ticket in (False, True):
        house = Metered(stage)
        reading = {"value": 128, "read_on": (TODAY - timedelta(days=9)).isoformat()}
        answered(stage.send("clerk", "POST", f"/meters/{house.number}/readings", reading), 201)
        if by_ticket:
            house.by("clerk", house.effective(), "meter_billed", readings=house.shown(135))
        else:
            answered(house.quick("move", 135), 201)
        seen.append((house.charged(), [each["charged"] for each in house.kept()]))
    assert seen[0] == seen[1]
    (charge,), marked = seen[0]
    assert (charge["amount_fen"], charge["basis"]["from"], marked) == (5250, 120, [False, True, True])


def test_r_occ_27_waived_by_both_nothing_is_charged_until_the_months_run(house: Metered) -> None:
    ticket = house.effective()
    house.by("clerk", ticket, "meter_billed", waived_by_both=True)
    assert (house.charged(), [each["value"] for each in house.kept()]) == ([], [120])


def test_what_cannot_have_been_read_is_refused_by_name(house: Metered) -> None:
    ticket, other = house.effective(), Metered(house.stage)
    for readings, rule in (
        (house.shown(119), "reading_goes_on"),
        (house.shown(135, on=(BEGAN - timedelta(days=1)).isoformat()), "reading_goes_on"),
        (other.shown(135), "meter_of_room"),
    ):
        assert house.refused("clerk", ticket, "meter_billed", readings=readings) == rule
    with transaction() as work:
        work.sql.execute("UPDATE tariff SET ends_on = %s WHERE room_id = %s", [BEGAN, house.room.id])
    assert house.refused("clerk", ticket, "meter_billed", readings=house.shown(135)) == "has_tariff"
    assert house.charged() == []


def test_the_first_owner_of_a_vacant_room_is_read_in_without_a_charge(house: Metered) -> None:
    with transaction() as work:
        work.sql.execute("UPDATE occupancy SET until = since WHERE room_id = %s", [house.room.id])
    ticket = house.effective("handover")
    done = house.by("clerk", ticket, "meter_billed", readings=house.shown(135))
    assert (done["state"], house.charged()) == ("settled", [])
    assert [each["value"] for each in house.kept()] == [120, 135]


def test_what_a_move_has_charged_no_run_of_the_month_charges_again(house: Metered) -> None:
    house.stage.who("finance")
    ticket = house.effective()
    house.by("clerk", ticket, "meter_billed", readings=house.shown(135))
    period = f"{date.today():%Y-%m}"
    body = {"period": period, "items": [house.item], "office": house.stage.office.code}
    run = answered(house.stage.send("finance", "POST", "/charge-runs", body), 201)
    with transaction() as work:
        assert charge_rooms(work, UUID(run["id"]))
    assert [each["amount_fen"] for each in house.charged()] == [5250]


@pytest.mark.parametrize("entrance", ["ticket", "move"])
def test_a_price_by_which_a_final_reading_was_charged_is_not_deleted(house: Metered, entrance: str) -> None:
    house.stage.who("finance")
    (tariff,) = found("SELECT id FROM tariff WHERE room_id = %s", house.room.id)
    if entrance == "ticket":
        house.by("clerk", house.effective(), "meter_billed", readings=house.shown(135))
    else:
        answered(house.quick("move", 135), 201)
    (row,) = found("SELECT basis ->> 'tariff' AS tariff FROM charge WHERE room_id = %s", house.room.id)
    assert row == {"tariff": str(tariff["id"])}
    said = house.stage.send("finance", "DELETE", f"/tariffs/{tariff['id']}")
    assert answered(said, 409)["code"] == "in_use"


def test_two_who_read_one_meter_at_one_instant_charge_no_unit_twice(house: Metered) -> None:
    ticket, stage = house.effective(), house.stage
    quick = {"value": 140, "read_on": TODAY.isoformat(), "create_charge": True}

    def by_ticket() -> int:
        form = {"readings": house.shown(135)}
        return stage.fire("clerk", ticket, "meter_billed", form).status_code

    def at_the_counter() -> int:
        return stage.send("clerk", "POST", f"/meters/{house.number}/readings", quick).status_code

    with runners(2) as pool:
        done = race(pool, [by_ticket, at_the_counter])
    assert set(done) <= {200, 201, 422}
    read = [each["value"] for each in house.kept() if each["charged"]]
    assert sum(each["amount_fen"] for each in house.charged()) == (max(read) - 120) * 350


@pytest.mark.parametrize("late", [0, 2])
def test_what_was_used_in_a_vacant_room_is_nobodys_by_ticket_too(house: Metered, late: int) -> None:
    with transaction() as work:
        work.sql.execute("UPDATE occupancy SET until = since WHERE room_id = %s", [house.room.id])
    ticket = house.effective("handover")
    on = TODAY + timedelta(days=late)
    house.by("clerk", ticket, "meter_billed", readings=house.shown(1000, on=on.isoformat()))
    assert house.charged() == []
    later = {"value": 1010, "read_on": (on + timedelta(days=1)).isoformat(), "create_charge": True}
    answered(house.stage.send("clerk", "POST", f"/meters/{house.number}/readings", later), 201)
    assert [(each["name"], each["amount_fen"]) for each in house.charged()] == [("陈静", 3500)]


def test_a_retired_meter_is_not_read_by_ticket_either(house: Metered) -> None:
    ticket = house.effective("handover")
    path = f"/meters/{house.number}"
    version = answered(house.stage.send("clerk", "GET", path), 200)["version"]
    retired = {"retired_on": (TODAY - timedelta(days=3)).isoformat()}
    answered(house.stage.send("clerk", "PATCH", path, retired, version=version), 200)
    assert house.refused("clerk", ticket, "meter_billed", readings=house.shown(150)) == "not_retired"
