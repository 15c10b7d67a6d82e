"""Until when a debt can be claimed that went over: as it ran, whatever is taken back later."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.models.customer import Customer
from service.transaction import Row, transaction
from service.usecases.register.charge_rooms import charge_rooms
from service.usecases.register.limitation import limitation_from
from tests import makers
from tests.register.house import CHEN, LI, ZHANG, House, answered, house_on
from tests.register.test_arrears import today
from tests.stage import stage_on

DUE, BARRED = date(2024, 1, 31), "2027-01-31"
ITEM = {"name": "物业费", "kind": "management"}
PRICE = {"item": "物业费", "name": "高层", "basis": "gross_area", "price_fen": 280}


@pytest.fixture
def house(app: Flask) -> House:
    """张伟 owes 100.00 since the end of January 2024."""
    house = house_on(stage_on(app))
    house.owner()
    owed(house, ZHANG)
    return house


def owed(house: House, name: str, due_on: date = DUE) -> UUID:
    days = {"due_on": due_on, "limitation_on": limitation_from(due_on)}
    with transaction() as work:
        who = house.people[name]
        return makers.make_charge(work, who, room_id=house.room.id, amount_fen=10_000, **days).id


def of(house: House, name: str) -> Row:
    """The charge of that customer, the newest where there are several."""
    return house.listed(f"/charges?customer={house.people[name].id}")[-1]


def pays(house: House, name: str, fen: int = 4_000) -> Row:
    body = {"customer": str(house.people[name].id), "amount_fen": fen, "method": "cash"}
    paid: Row = answered(house.send("POST", "/payments", body, who="cashier"), 201)
    return paid


def taken_back(house: House, noun: str, row: Row) -> None:
    version = house.get(f"/{noun}/{row['id']}")["version"]
    path = f"/{noun}/{row['id']}/reverse"
    answered(house.send("POST", path, {"reason": "录入错误"}, who="finance", version=version), 200)


def promises(house: House, name: str, on: date) -> None:
    body = {"customer": str(house.people[name].id), "channel": "call", "happened_on": str(on)}
    body |= {"promised_on": str(today()), "promised_fen": 100}
    answered(house.send("POST", "/dunning-logs", body, who="finance"), 201)


def goes_over(house: House, name: str = CHEN) -> Row:
    asked = {"arrears_to_new": True, "assumption_no": "ZW-1", "who": "finance"}
    return house.made("/transfers", name, str(today()), **asked)


def limitation(house: House, row: Row) -> tuple[str, list[str]]:
    found = house.get(f"/charges/{row['id']}/limitation")
    return found["limitation_on"], [each["kind"] for each in found["events"]]


def by_last_instalment(house: House, charge: UUID) -> str:
    found: str = house.get(f"/charges/{charge}/limitation")["by_last_instalment_on"]
    return found


def test_a_payment_taken_back_after_the_debt_went_over_gives_nobody_more_time(house: House) -> None:
    paid = pays(house, ZHANG)
    goes_over(house)
    assert limitation(house, of(house, CHEN)) == (str(limitation_from(today())), ["payment"])
    taken_back(house, "payments", paid)
    assert [limitation(house, of(house, name)) for name in (ZHANG, CHEN)] == [(BARRED, [])] * 2


def test_it_gives_no_more_time_to_who_took_it_on_from_the_second_either(house: House) -> None:
    first = pays(house, ZHANG)
    goes_over(house)
    second = pays(house, CHEN)
    goes_over(house, LI)
    taken_back(house, "payments", first)
    assert limitation(house, of(house, LI)) == (str(limitation_from(today())), ["payment"])
    taken_back(house, "payments", second)
    assert [limitation(house, of(house, name)) for name in (CHEN, LI)] == [(BARRED, [])] * 2


def test_what_the_leaver_promised_counts_on_when_the_newcomers_payment_is_taken_back(house: House) -> None:
    on = today() - timedelta(days=40)
    promises(house, ZHANG, on)
    goes_over(house)
    taken_back(house, "payments", pays(house, CHEN))
    assert limitation(house, of(house, CHEN)) == (str(limitation_from(on)), ["promise"])


def test_what_the_leaver_pays_of_their_own_rest_gives_the_newcomer_no_time(house: House) -> None:
    paid = pays(house, ZHANG)
    goes_over(house)
    taken_back(house, "payments", paid)
    pays(house, ZHANG, 1_000)
    taken_back(house, "payments", pays(house, CHEN))
    assert limitation(house, of(house, CHEN)) == (BARRED, [])


def test_a_debt_that_came_over_by_mistake_is_no_last_instalment_of_the_newcomers_own(house: House) -> None:
    mine = owed(house, CHEN)
    assert by_last_instalment(house, mine) == BARRED
    owed(house, ZHANG, date(2026, 10, 31))
    made = goes_over(house)
    assert by_last_instalment(house, mine) == "2029-10-31"
    taken_back(house, "transfers", made)
    assert by_last_instalment(house, mine) == BARRED


def test_what_the_developer_promised_counts_on_for_the_payer_when_the_subsidy_is_taken_back(
    house: House,
) -> None:
    developer, on = subsidised(house), today() - timedelta(days=40)
    promises(house, developer.name, on)
    (made,) = house.listed("/subsidies")
    taken_back(house, "subsidies", made)
    taken_back(house, "payments", pays(house, ZHANG, 50_000))
    assert limitation(house, of(house, ZHANG)) == (str(limitation_from(on)), ["promise"])


def subsidised(house: House) -> Customer:
    """The developer owes one month by their promise, long due."""
    with transaction() as work:
        developer = makers.make_customer(work, house.stage.office, kind="developer", name="桂园置业")
    house.people[developer.name] = developer
    room = house.room.code

    def asked(path: str, body: Any) -> Row:
        made: Row = answered(house.send("POST", path, body, who="finance"), 201)
        return made

    asked("/charge-items", ITEM)
    standard = asked("/standards", PRICE)
    asked("/tariffs", {"item": "物业费", "standard": standard["id"], "begins_on": "2026-01-01", "room": room})
    asked("/subsidies", {"room": room, "developer": developer.code, "begins_on": "2026-01-01", "months": 9})
    run = asked("/charge-runs", {"period": "2026-02"})
    with transaction() as work:
        charge_rooms(work, UUID(run["id"]), most=1000)
    return developer
