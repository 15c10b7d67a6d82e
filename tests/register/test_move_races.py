"""Two at once for one room: one owner, one change at a time, and nobody waits for ever."""

from functools import partial

from flask import Flask

from service.transaction import transaction
from tests import makers
from tests.races.racing import race, runners, statuses
from tests.register.house import ZHANG, house_on
from tests.stage import stage_on

MANY = 8


def test_one_handover_sent_by_many_is_registered_once(app: Flask) -> None:
    house = house_on(stage_on(app))
    house.stage.who("clerk")
    with runners(MANY) as pool:
        found = statuses(race(pool, [lambda: house.asked("/handovers", ZHANG, "2026-11-01")] * MANY))
    assert found == {201: 1, 422: MANY - 1}


def test_many_buyers_of_one_day_leave_one_owner_and_no_code_twice(app: Flask) -> None:
    house = house_on(stage_on(app))
    house.owner()
    with transaction() as work:
        for number in range(MANY):
            house.people[f"buyer {number}"] = makers.make_customer(work, house.stage.office)
    with runners(MANY) as pool:
        calls = [partial(house.asked, "/transfers", f"buyer {n}", "2026-11-10") for n in range(MANY)]
        found = statuses(race(pool, calls))
    assert found == {201: MANY}
    assert len(house.listed(f"/moves?room={house.room.id}&status=active")) == 1
    codes = [row["code"] for row in house.listed("/customers")]
    assert len(set(codes)) == len(codes) and house.room.code in codes
