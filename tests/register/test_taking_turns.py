"""Two at once in the register: what one is just doing, the other sees once its turn has come."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from service.queries.register.listing import shown
from service.queries.register.people import CUSTOMERS
from service.transaction import transaction
from service.usecases.register.delete_customer import delete_customer
from service.usecases.register.delete_row import delete_row
from service.usecases.register.start_charge_run import NewChargeRun, start_charge_run
from service.usecases.register.tenant_types import set_tenant_type
from tests.faults.caller import until
from tests.races.racing import race, runners, statuses
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.house import LI, house_on
from tests.rehearsal.test_dry_run import WAITS
from tests.stage import stage_on


def test_a_type_that_is_just_being_given_to_somebody_is_not_deleted(
    client: FlaskClient, place: Place
) -> None:
    admin, name = Desk(client, place.admin), "低保户"
    made = admin.made("/tenant-types", {"name": name, "hardship": True})
    with ThreadPoolExecutor(1) as pool, transaction() as giving:
        offices = place.clerk.offices
        customer = shown(giving.sql, CUSTOMERS, str(place.customer.id), offices=offices)
        set_tenant_type(giving, customer, name, actor=place.clerk)
        gone = pool.submit(admin.delete, f"/tenant-types/{made['id']}")
        until(lambda: giving.sql.one(WAITS), "who deletes waits")
    refused(gone.result(), 409, "in_use")


def test_who_names_a_customer_that_is_just_being_deleted_is_told_so(
    client: FlaskClient, place: Place
) -> None:
    body = {"customer": place.customer.code, "item": "物业费", "amount_fen": 100, "due_on": "2026-12-31"}
    with ThreadPoolExecutor(1) as pool, transaction() as deleting:
        delete_customer(deleting, place.customer.id, actor=place.clerk)
        charged = pool.submit(Desk(client, place.finance).post, "/charges", body)
        until(lambda: deleting.sql.one(WAITS), "who charges waits")
    refused(charged.result(), 422, "invalid")


def test_of_two_who_correct_one_day_of_a_stay_one_is_told_that_it_is_another_by_now(app: Flask) -> None:
    house = house_on(stage_on(app))
    house.owner()
    stay = house.moves_in(LI, "tenant", "2026-02-01")

    def corrected(day: str) -> Callable[[], Any]:
        path, change = f"/moves/{stay['id']}", {"in_on": day}
        return lambda: house.send("PATCH", path, change, version=stay["version"])

    house.stage.who("clerk")
    with runners(4) as pool:
        found = statuses(race(pool, [corrected(f"2026-02-{day:02}") for day in (2, 3, 4, 5)]))
    assert found == {200: 1, 412: 3}


def test_an_item_that_a_run_has_just_named_is_not_deleted(client: FlaskClient, place: Place) -> None:
    finance = Desk(client, place.finance)
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})
    order = NewChargeRun("2026-11", items=(item["id"],))
    with ThreadPoolExecutor(1) as pool, transaction() as starting:
        start_charge_run(starting, order, actor=place.finance)
        gone = pool.submit(finance.delete, f"/charge-items/{item['id']}")
        until(lambda: starting.sql.one(WAITS), "who deletes waits")
    refused(gone.result(), 409, "in_use")
    assert gone.result().get_json()["used_by"] == "charge_run"


def test_a_run_names_no_item_that_is_just_being_deleted(client: FlaskClient, place: Place) -> None:
    finance = Desk(client, place.finance)
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})
    asked = {"period": "2026-11", "items": [item["id"]]}
    with ThreadPoolExecutor(1) as pool, transaction() as deleting:
        row, desks = UUID(item["id"]), ("finance",)
        delete_row(deleting, row, table="charge_item", desks=desks, actor=place.finance)
        started = pool.submit(finance.post, "/charge-runs", asked)
        until(lambda: deleting.sql.one(WAITS), "who starts the run waits")
    refused(started.result(), 422, "invalid")
    assert [each["field"] for each in started.result().get_json()["errors"]] == ["items.0"]


def test_what_somebody_is_just_deleting_is_not_deleted_twice(client: FlaskClient, place: Place) -> None:
    clerk, path = Desk(client, place.clerk), f"/customers/{place.customer.id}/members"
    made = clerk.made(path, {"relation": "儿子", "name": "张小明"})
    with ThreadPoolExecutor(1) as pool, transaction() as deleting:
        deleting.sql.execute("DELETE FROM member WHERE id = %s", [made["id"]])
        gone = pool.submit(clerk.delete, f"{path}/{made['id']}")
        until(lambda: deleting.sql.one(WAITS), "who deletes waits")
    refused(gone.result(), 404, "not_found")
    assert Desk(client, place.auditor).items(f"/audit/register?row={made['id']}&verb=delete") == []
