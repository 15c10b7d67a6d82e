"""A month's routine fees: once for each room and item, whatever dies or runs at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.queries.register.balances import book_differences
from service.queries.register.ledger import ledger_faults
from service.transaction import transaction
from service.usecases.register.charge_rooms import charge_rooms
from tests import makers
from tests.register.conftest import Place
from tests.register.test_register_api import refused
from tests.register.town import Town, answered, new_town, work_off


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def charged_building(town: Town, rooms: int) -> None:
    for _ in range(rooms):
        town.room()
    town.item()
    town.tariff(town.standard(), building=town.building.code)


def test_r_room_03_a_room_without_the_area_of_its_tariff_is_reported_and_not_charged_0(town: Town) -> None:
    room = town.room(gross_area=None)
    town.item()
    town.tariff(town.standard(), room=room.code)
    run = town.run()
    assert (run["lines"], run["report"]["no_area"]) == (0, 1)
    assert town.report(run) == [(room.code, "no_area")]
    assert town.charges(room=room.code) == []


def test_r_room_05_a_vacant_room_is_counted_and_not_charged(town: Town) -> None:
    room = town.room(vacant=True, code="A-1-0909")
    town.item()
    town.tariff(town.standard(), room=room.code)
    run = town.run("2026-11")
    assert (run["lines"], run["report"]["vacant"]) == (0, 1)
    assert town.charges(room=room.code) == []


def test_r_fee_07_rooms_without_a_tariff_are_in_the_report_and_the_others_charged(town: Town) -> None:
    charged_building(town, 62)
    without = sorted(town.room().code for _ in range(2))
    run = town.run()
    assert (run["rooms"], run["rooms_done"], run["lines"], run["status"]) == (64, 64, 62, "done")
    assert town.report(run) == [(code, "no_tariff") for code in without]
    assert {each["amount_fen"] for each in town.charges()} == {25060}


def test_r_fee_08_a_run_takes_what_its_filter_names_and_a_second_one_adds_nothing(town: Town) -> None:
    charged_building(town, 3)
    town.item("垃圾费", "other", position=1)
    town.tariff(town.standard("垃圾费", 3000, basis="room"), building=town.building.code)
    with transaction() as work:
        elsewhere = makers.make_building(work, town.place.office)
    other = town.room(building_id=elsewhere.id)
    town.tariff(town.standard(), room=other.code)
    asked: dict[str, Any] = {"building": town.building.code, "items": ["物业费"]}
    first = town.run("2026-11", **asked)
    assert (first["lines"], first["amount_fen"]) == (3, 3 * 25060)
    assert {(each["item"], each["period"], each["kind"]) for each in town.charges()} == {
        ("物业费", "2026-11", "routine")
    }
    assert town.run("2026-11", **asked)["lines"] == 0
    assert town.run("2026-11")["lines"] == 4
    assert town.run("2026-12", **asked)["lines"] == 3


def test_r_fee_09_a_one_off_charge_comes_from_the_list_of_temporary_ones(town: Town) -> None:
    town.item("装修管理费", "temporary")
    listed = answered(town.finance.get("/charge-items?kind=temporary"), 200)["items"]
    body = {"customer": town.place.customer.code, "item": listed[0]["name"], "amount_fen": 30000}
    row = answered(town.finance.post("/charges", body | {"due_on": "2026-11-30"}))
    assert (row["kind"], row["item"]) == ("temporary", "装修管理费")


def test_the_payer_is_frozen_as_of_the_day_of_the_run(town: Town) -> None:
    room = town.room()
    town.item()
    town.tariff(town.standard(), room=room.code)
    with transaction() as work:
        tenant = makers.make_customer(work, town.place.office, kind="tenant")
        until = date(2026, 11, 20)
        makers.make_occupancy(work, room, tenant, nature="tenant", since=date(2026, 11, 1), until=until)
    town.run("2026-11", payer_on="2026-11-19")
    town.run("2026-12", payer_on="2026-12-01")
    payers = [(each["period"], each["customer"]["id"] == str(tenant.id)) for each in town.charges()]
    assert payers == [("2026-11", True), ("2026-12", False)]


def test_a_part_of_a_month_is_charged_by_its_days_with_the_basis_shown(town: Town) -> None:
    room = town.room()
    town.item()
    town.tariff(town.standard(price_fen=280), room=room.code, begins_on="2026-11-16")
    town.run("2026-11")
    (row,) = town.charges()
    assert row["amount_fen"] == 12530
    (part,) = row["basis"]
    assert (part["units"], part["price_fen"], part["days"], part["of_days"]) == (8950, 280, 15, 30)


def test_a_price_that_changes_within_a_month_is_one_charge_of_both_parts(town: Town) -> None:
    room = town.room()
    town.item()
    town.tariff(town.standard(price_fen=280), room=room.code)
    town.tariff(town.standard(price_fen=300), room=room.code, begins_on="2026-11-16")
    town.run("2026-11")
    (row,) = town.charges()
    assert row["amount_fen"] == 12530 + 13425


def test_a_run_goes_on_after_the_last_chunk_that_was_committed(town: Town) -> None:
    """As after a kill: the transaction in hand is gone, whoever comes next goes on."""
    charged_building(town, 7)
    run = answered(town.finance.post("/charge-runs", {"period": "2026-11"}))
    with transaction() as work:
        assert not charge_rooms(work, UUID(run["id"]), most=3)
    with pytest.raises(KeyboardInterrupt), transaction() as work:
        charge_rooms(work, UUID(run["id"]), most=3)
        raise KeyboardInterrupt
    shown = answered(town.finance.get(f"/charge-runs/{run['id']}"), 200)
    assert (shown["status"], shown["rooms"], shown["rooms_done"], shown["lines"]) == ("running", 7, 3, 3)
    work_off(UUID(run["id"]), most=3)
    work_off(UUID(run["id"]), most=3)
    shown = answered(town.finance.get(f"/charge-runs/{run['id']}"), 200)
    assert (shown["status"], shown["rooms_done"], shown["lines"]) == ("done", 7, 7)
    assert len(town.charges()) == 7


def test_two_runs_of_one_month_at_once_make_no_doubles(app: Flask, town: Town) -> None:
    charged_building(town, 40)
    runs = [UUID(answered(town.finance.post("/charge-runs", {"period": "2026-11"}))["id"]) for _ in range(4)]

    def attempt(run: UUID) -> None:
        with app.app_context():
            work_off(run, most=3)

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(attempt, runs))
    charges = town.charges()
    assert len(charges) == len({each["room"]["id"] for each in charges}) == 40
    shown = [answered(town.finance.get(f"/charge-runs/{run}"), 200) for run in runs]
    assert sum(each["lines"] for each in shown) == 40
    ids = {each["id"] for each in charges}
    with transaction() as work:
        assert [row for row in book_differences(work.sql) if str(row["id"]) in ids] == []
        assert [row for row in ledger_faults(work.sql) if row["row"].split()[-1] in ids] == []


def test_a_dry_run_tells_the_rooms_and_starts_nothing(town: Town) -> None:
    charged_building(town, 2)
    tried = answered(town.finance.post("/charge-runs?dry_run=true", {"period": "2026-11"}))
    assert (tried["rooms"], tried["status"]) == (2, "waiting")
    refused(town.finance.get(f"/charge-runs/{tried['id']}"), 404, "not_found")


def test_what_is_not_charged_monthly_is_no_part_of_a_run(town: Town) -> None:
    town.item("装修管理费", "temporary")
    body = {"period": "2026-11", "items": ["装修管理费"]}
    refused(town.finance.post("/charge-runs", body), 422, "invalid")


@pytest.mark.parametrize(
    ("field", "slip"),
    [
        ("payer_on", {"payer_on": "2025-12-15"}),
        ("payer_on", {"payer_on": "1900-01-01"}),
        ("payer_on", {"payer_on": "2026-11-30"}),
        ("payer_on", {"payer_on": "2027-01-01"}),
        ("period", {"period": "2062-11"}),
    ],
)
def test_a_slip_of_the_year_charges_nobody(town: Town, field: str, slip: dict[str, str]) -> None:
    said = town.finance.post("/charge-runs", {"period": "2026-12"} | slip)
    refused(said, 422, "invalid")
    assert [error["field"] for error in said.get_json()["errors"]] == [field]


def test_a_line_of_more_than_any_amount_may_be_is_reported_and_not_charged(town: Town) -> None:
    room = town.room(gross_area=20_000_000)
    town.item()
    town.tariff(town.standard(price_fen=10**9), room=room.code)
    run = town.run()
    assert (run["lines"], run["report"]["too_much"]) == (0, 1)
    assert town.report(run) == [(room.code, "too_much")]


@pytest.mark.parametrize("due_on", ["1900-01-01", "2025-10-30", "2199-12-31"])
def test_a_run_is_not_due_years_away_from_its_month(town: Town, due_on: str) -> None:
    answer = town.finance.post("/charge-runs", {"period": "2026-11", "due_on": due_on})
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["due_on"]
