"""A month that is in the books already, charged by hand or brought in: a run leaves it alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, transaction
from service.usecases.register.create_charge import NewCharge, create_charge
from tests import makers
from tests.faults.caller import until
from tests.register.conftest import Place
from tests.register.town import Town, answered, new_town, work_off
from tests.rehearsal.test_dry_run import WAITS


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


@pytest.fixture
def owner(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office)


def by_hand(town: Town, room: Room, owner: Customer, **values: Any) -> Row:
    body = {"customer": owner.code, "room": room.code, "item": "物业费", "period": "2026-11"}
    return answered(town.finance.post("/charges", body | {"amount_fen": 9, "due_on": "2026-11-30"} | values))


def priced(town: Town, owner: Customer) -> Room:
    town.item()
    room = town.room(owner)
    town.tariff(town.standard(), room=room.code)
    return room


def test_a_month_that_was_charged_by_hand_is_not_charged_again_by_a_run(town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    by_hand(town, room, owner)
    assert town.run("2026-11")["lines"] == 0
    assert len(town.charges(room=room.code)) == 1
    assert town.run("2026-12")["lines"] == 1


def test_an_item_named_by_its_id_is_that_item(town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    (item,) = answered(town.finance.get("/charge-items"), 200)["items"]
    assert by_hand(town, room, owner, item=item["id"])["item"] == "物业费"
    assert town.run("2026-11")["lines"] == 0


def test_a_month_from_before_there_was_the_item_is_not_charged_again(town: Town, owner: Customer) -> None:
    """Such a row names the item, and knows no id of it."""
    room = town.room(owner)
    by_hand(town, room, owner)
    town.item()
    town.tariff(town.standard(), room=room.code)
    assert town.run("2026-11")["lines"] == 0


def test_whoever_charges_a_month_a_second_time_is_told_and_may(town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    first = by_hand(town, room, owner)
    second = by_hand(town, room, owner)
    assert (first["warnings"], len(second["warnings"])) == ([], 1)
    assert "2026-11" in second["warnings"][0]
    others = [{"item": "垃圾费"}, {"period": "2026-12"}]
    assert [by_hand(town, room, owner, **values)["warnings"] for values in others] == [[]] * 2
    assert len(by_hand(town, room, owner, period="2026-12")["warnings"]) == 1


def test_whoever_moves_a_charge_into_a_month_that_was_charged_is_told_and_may(
    town: Town, owner: Customer
) -> None:
    room = priced(town, owner)
    by_hand(town, room, owner)
    other = by_hand(town, room, owner, period="2026-12")
    path = f"/charges/{other['id']}"

    def corrected(version: int, **values: Any) -> Row:
        return answered(town.finance.patch(path, values, version=version), 200)

    moved = corrected(other["version"], period="2026-11")
    assert len(moved["warnings"]) == 1 and "2026-11" in moved["warnings"][0]
    dearer = corrected(moved["version"], amount_fen=10)
    assert dearer["warnings"] == []
    assert corrected(dearer["version"], item="垃圾费")["warnings"] == []


def renamed(town: Town, name: str) -> None:
    (item,) = answered(town.finance.get("/charge-items"), 200)["items"]
    answered(town.finance.patch(f"/charge-items/{item['id']}", {"name": name}, version=item["version"]), 200)


def test_a_month_stays_charged_when_the_item_has_another_name_by_now_and_its_day_is_put_right(
    town: Town, owner: Customer
) -> None:
    room = priced(town, owner)
    row = by_hand(town, room, owner)
    renamed(town, "管理费")
    change = {"due_on": "2026-12-31"}
    after = answered(town.finance.patch(f"/charges/{row['id']}", change, version=row["version"]), 200)
    assert (after["item"], after["due_on"]) == ("物业费", "2026-12-31")
    assert town.run("2026-11")["lines"] == 0


def test_a_temporary_charge_stays_one_when_its_item_has_another_name_by_now(
    town: Town, owner: Customer
) -> None:
    town.item("装修垃圾费", "temporary")
    row = by_hand(town, town.room(owner), owner, item="装修垃圾费")
    renamed(town, "清运费")
    path = f"/charges/{row['id']}"
    after = answered(town.finance.patch(path, {"amount_fen": 10}, version=row["version"]), 200)
    assert (after["item"], after["kind"]) == ("装修垃圾费", "temporary")
    after = answered(town.finance.patch(path, {"item": "清运费"}, version=after["version"]), 200)
    assert (after["item"], after["kind"]) == ("清运费", "temporary")


def test_a_second_charge_after_the_first_was_taken_back_is_no_second(town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    first = by_hand(town, room, owner)
    seen = {"If-Match": f'"v{first["version"]}"'}
    answered(town.finance.post(f"/charges/{first['id']}/reverse", {"reason": "重复"}, **seen), 200)
    assert by_hand(town, room, owner)["warnings"] == []


def test_another_item_or_room_charged_by_hand_leaves_the_fee_to_the_run(town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    by_hand(town, room, owner, item="垃圾费")
    by_hand(town, town.room(vacant=True), owner)
    assert town.run("2026-11")["lines"] == 1


def test_an_item_that_is_an_id_of_nothing_and_a_month_of_no_time_are_refused(
    town: Town, owner: Customer
) -> None:
    body = {"customer": owner.code, "amount_fen": 100, "due_on": "2026-12-31"}
    for wrong in ({"item": str(owner.id)}, {"item": "物业费", "period": "0000-01"}):
        answer = town.finance.post("/charges", body | wrong)
        assert answered(answer, 422)["errors"][0]["field"] == [*wrong][-1]


def test_a_run_waits_for_whoever_charges_the_month_by_hand(app: Flask, town: Town, owner: Customer) -> None:
    room = priced(town, owner)
    run = UUID(answered(town.finance.post("/charge-runs", {"period": "2026-11"}))["id"])
    day = date(2026, 11, 30)
    order = NewCharge(owner.code, "物业费", amount_fen=9, due_on=day, room=room.code, period="2026-11")

    def attempt() -> None:
        with app.app_context():
            work_off(run)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as charging:
            create_charge(charging, order, actor=town.place.finance)
            running = pool.submit(attempt)
            until(lambda: charging.sql.one(WAITS), "the run waits")
        running.result()
    assert len(town.charges(room=room.code)) == 1
