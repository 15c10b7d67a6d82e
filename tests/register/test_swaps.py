"""Two who buy from each other at once, and pay meanwhile: all are answered, and nobody comes again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import psycopg
from flask import Flask
from werkzeug.test import TestResponse

from service.transaction import Work, repeated, statements, transaction
from tests import makers
from tests.faults.caller import until
from tests.races.racing import race, runners, statuses
from tests.register.house import CHEN, ZHANG, House, house_on
from tests.rehearsal.test_dry_run import WAITS
from tests.stage import stage_on

LOCK = "SELECT 1 FROM customer WHERE id = %s FOR UPDATE"


def test_two_who_buy_from_each_other_while_both_pay_are_all_answered(app: Flask) -> None:
    """Each transfer locked its leaver's books first and then both customers: 503, and "database away"."""
    with runners(6) as pool:
        for _ in range(3):
            assert statuses(race(pool, swap(app))) == {201: 6}


def swap(app: Flask) -> list[Callable[[], TestResponse]]:
    mine = house_on(stage_on(app))
    with transaction() as work:
        other = House(mine.stage, makers.make_room(work, mine.stage.office), mine.people)
    mine.owner(ZHANG)
    other.owner(CHEN)
    for name, house in ((ZHANG, mine), (CHEN, other)):
        for _ in range(3):
            mine.stage.charge(mine.people[name], room_id=house.room.id, amount_fen=100)
    for desk in ("clerk", "finance", "cashier"):
        mine.stage.who(desk)
    return [sold(mine, CHEN), sold(other, ZHANG), *(pays(mine, name) for name in (ZHANG, CHEN, ZHANG, CHEN))]


def sold(house: House, buyer: str) -> Callable[[], TestResponse]:
    over: dict[str, Any] = {"who": "finance", "arrears_to_new": True, "assumption_no": "A-1"}
    return partial(house.asked, "/transfers", buyer, "2026-11-10", **over)


def pays(house: House, name: str) -> Callable[[], TestResponse]:
    paid = {"customer": str(house.people[name].id), "method": "cash", "amount_fen": 50}
    return partial(house.send, "POST", "/payments", paid, who="cashier")


def test_a_unit_of_work_that_gave_way_is_done_anew_and_once(app: Flask) -> None:
    house = house_on(stage_on(app))
    first, last = house.people[ZHANG].id, house.people[CHEN].id
    rename = "UPDATE customer SET name = name || 'x' WHERE id = %s"

    def unit() -> None:
        with app.app_context(), transaction() as work:
            work.sql.execute(rename, [first])
            work.sql.execute(rename, [last])

    with ThreadPoolExecutor(1) as pool, transaction() as other:
        other.sql.execute(LOCK, [last])
        doing = pool.submit(repeated, unit)
        until(lambda: other.sql.one(WAITS), "the unit waits")
        with suppress(psycopg.errors.DeadlockDetected):
            other.sql.execute(LOCK, [first])
    doing.result()
    with transaction() as work:
        assert names(work, first, last) == [f"{ZHANG}x", f"{CHEN}x"]


def names(work: Work, *ids: object) -> list[str]:
    asked = "SELECT name FROM customer WHERE id = %s"
    return [row["name"] for each in ids for row in work.sql.all(asked, [each])]


def test_a_unit_that_has_committed_something_is_not_done_again(app: Flask) -> None:
    done = []

    def unit() -> None:
        with transaction() as work:
            work.sql.execute("SELECT 1")
        done.append(1)
        raise psycopg.errors.DeadlockDetected

    with suppress(psycopg.errors.DeadlockDetected):
        repeated(unit)
    assert done == [1]


GIVES_WAY = "DO $$ BEGIN RAISE EXCEPTION 'gave way' USING ERRCODE = '40P01'; END $$"


def test_what_gives_way_behind_a_statement_that_stands_is_not_done_again(app: Flask) -> None:
    """A single statement commits itself: the call around it must not write it a second time."""
    done = []

    def unit() -> None:
        with statements() as sql:
            sql.execute("SELECT set_config('application_name', 'guanjia', false)")
            done.append(1)
            sql.execute(GIVES_WAY)

    with app.app_context(), suppress(psycopg.errors.DeadlockDetected):
        repeated(unit)
    assert done == [1]
