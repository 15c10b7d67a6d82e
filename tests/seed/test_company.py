"""A made-up company in the database: whole, provable, the same for the same number, beside nobody else's."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from service.app import create_app
from service.cli.commands import operator_command
from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.transaction import statements, transaction
from service.usecases.access.issue_token import new_token
from service.usecases.audit.check import check
from service.usecases.audit.verify import verify
from service.usecases.seed.company.load_company import NotBeside, Wanted, load_company
from tests.servers import Servers, copied_database, demo_template, migrated_template
from tests.stage import app_on

# A company with an open repair that no timer ends by itself, whenever this is run.
TODAY, NUMBER, ROOMS = date(2026, 11, 26), 4, 300


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def digests(said: list[str]) -> list[str]:
    return []


@pytest.fixture(scope="module")
def company(servers: Servers, worker_name: str, said: list[str], digests: list[str]) -> Iterator[Flask]:
    name = f"company_{worker_name}"
    with (
        copied_database(servers, name, template=migrated_template(servers)) as url,
        app_on(url) as app,
        app.app_context(),
    ):
        digests.append(load_company(Wanted(ROOMS, NUMBER, TODAY), said.append))
        yield app


@pytest.fixture
def another(servers: Servers, worker_name: str) -> Iterator[Flask]:
    name = f"another_{worker_name}"
    with (
        copied_database(servers, name, template=demo_template(servers)) as url,
        app_on(url) as app,
        app.app_context(),
    ):
        yield app


def rows(query: Any, *values: object) -> list[dict[str, Any]]:
    with transaction() as work:
        return work.sql.all(query, values)


def number(query: Any, *values: object) -> int:
    return int(next(iter(rows(query, *values)[0].values())))


def test_every_room_is_there_and_every_office_has_its_people(company: Flask) -> None:
    assert number("SELECT count(*) FROM room") == ROOMS
    assert number("SELECT count(*) FROM office WHERE kind = 'office'") > 1
    without = """SELECT o.code FROM office o WHERE o.kind = 'office' AND NOT EXISTS (
                 SELECT FROM desk_holding h WHERE h.office_id = o.id AND h.desk = 'clerk')"""
    assert rows(without) == []


def test_people_are_as_many_as_in_a_real_company(company: Flask) -> None:
    """About 1.45 a room, and a tenth more who left."""
    assert 1.3 * ROOMS < number("SELECT count(*) FROM customer") < 1.8 * ROOMS
    let = "SELECT count(*) FROM occupancy WHERE nature = 'tenant' AND until IS NULL"
    assert 0.17 * ROOMS < number(let) < 0.33 * ROOMS
    unsold = """SELECT count(*) FROM room r
                 WHERE NOT EXISTS (SELECT FROM occupancy y WHERE y.room_id = r.id)"""
    assert 0.01 * ROOMS < number(unsold) < 0.08 * ROOMS


def test_most_have_paid_and_some_owe_for_years(company: Flask) -> None:
    owing = "SELECT count(DISTINCT room_id) FROM charge WHERE balance_fen > 0"
    assert 0.08 * ROOMS < number(owing) < 0.22 * ROOMS
    old = "SELECT count(*) FROM charge WHERE balance_fen > 0 AND due_on < %s::date - 365"
    assert number(old, TODAY) > 0


def test_numbers_are_sealed_and_found_by_whom_may_see_them(company: Flask) -> None:
    assert number("SELECT count(*) FROM customer WHERE phone_sealed IS NULL OR phone_digest IS NULL") == 0
    with transaction() as work:
        row = work.sql.one("SELECT id, office_id, phone_sealed, phone_digest FROM customer LIMIT 1")
        assert row is not None
        phone = vault().open(work.sql, CUSTOMER_PHONE, row["id"], row["phone_sealed"])
        assert row["phone_digest"] in vault().digests(work.sql, [row["office_id"]], "phone", phone)


def test_tickets_of_three_workflows_have_come_to_different_ends(company: Flask) -> None:
    assert number("SELECT count(*) FROM ticket") > 0.1 * ROOMS
    assert number("SELECT count(DISTINCT workflow || state) FROM ticket") > 5
    assert number("SELECT count(*) FROM outbox WHERE status <> 'done' AND kind = 'tell_customer'") == 0


def test_a_ticket_goes_on_where_it_was_left(company: Flask) -> None:
    """Nobody can tell it from one that was opened over the interface; nor can `verify` afterwards."""
    (found,) = rows(
        "SELECT id, version, assignee_id FROM ticket WHERE workflow = 'repair' AND state = 'accepted'"
    )
    with statements() as sql:
        token, _ = new_token(sql, account_id=found["assignee_id"])
    answer = company.test_client().post(
        f"/api/v1/tickets/{found['id']}/triggers/arrive",
        json={},
        headers={"Authorization": f"Bearer {token}", "If-Match": f'"v{found["version"]}"'},
    )
    assert (answer.status_code, answer.get_json()["state"]) == (200, "on_site")


def test_its_offices_pass_the_check(company: Flask) -> None:
    with statements() as sql:
        assert [str(fault) for fault in check(sql) if fault.is_error] == []


def test_verify_finds_nothing(company: Flask) -> None:
    assert list(verify()) == []


def test_it_says_what_it_is_at(company: Flask, said: list[str]) -> None:
    assert said and "rooms" in said[0]


def test_the_same_number_makes_the_same_rows_beside_the_demo_too(
    company: Flask, another: Flask, digests: list[str]
) -> None:
    assert load_company(Wanted(ROOMS, NUMBER, TODAY), lambda text: None) == digests[0]


def test_another_number_makes_another_company(another: Flask, digests: list[str]) -> None:
    assert load_company(Wanted(ROOMS, 2, TODAY), lambda text: None) != digests[0]


def test_a_second_company_is_refused_and_nothing_is_written(company: Flask) -> None:
    before = number("SELECT count(*) FROM account")
    with pytest.raises(NotBeside) as refusal:
        load_company(Wanted(ROOMS, 2, TODAY), lambda text: None)
    assert refusal.value.is_again
    assert number("SELECT count(*) FROM account") == before


def test_offices_of_others_are_named(another: Flask) -> None:
    with transaction() as work:
        work.sql.execute(
            """INSERT INTO office (id, code, name, number_sequence)
               VALUES (gen_random_uuid(), 'REAL', '真', 'x')"""
        )
    with pytest.raises(NotBeside, match="REAL"):
        load_company(Wanted(ROOMS, NUMBER, TODAY), lambda text: None)


def test_what_breaks_off_leaves_nothing_and_may_be_begun_again(another: Flask) -> None:
    def breaks(text: str) -> None:
        if "tickets" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_company(Wanted(20, 1, TODAY), breaks)
    assert number("SELECT count(*) FROM office WHERE code LIKE 'YH%%'") == 0
    load_company(Wanted(20, 1, TODAY), lambda text: None)
    assert list(verify()) == []


def test_the_command_says_whose_offices_are_in_the_way(another: Flask) -> None:
    with transaction() as work:
        work.sql.execute(
            """INSERT INTO office (id, code, name, number_sequence)
               VALUES (gen_random_uuid(), 'REAL', '真', 'x')"""
        )
    told = ordered(another, "seed", "--rooms", "5")
    assert (told.exit_code, "REAL" in told.stderr, "其他管理处" in told.stderr) == (1, True, True)


def test_the_command_loads_and_tells_the_digest(another: Flask) -> None:
    told = ordered(another, "seed", "--rooms", "12", "--seed", "3", "--bare")
    assert told.exit_code == 0, told.stderr
    assert "12" in told.stdout and "sha256 " in told.stdout
    again = ordered(another, "seed", "--rooms", "12")
    assert (again.exit_code, "已经载入" in again.stderr) == (1, True)


def ordered(app: Flask, *words: str) -> Any:
    given = app.extensions["settings"]
    environ = {"DATABASE_URL": given.database_url, "GUANJIA_MASTER_KEY": given.master_key}
    return CliRunner().invoke(operator_command(), words, obj=create_app, env=environ)
