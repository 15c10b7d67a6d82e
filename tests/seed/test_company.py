"""A made-up company in the database: whole, provable, the same for the same number, beside nobody else's."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from service.transaction import transaction
from service.usecases.audit.verify import verify
from service.usecases.seed.company.load_company import NotBeside, Wanted, load_company
from tests.servers import Servers, copied_database, demo_template, migrated_template
from tests.stage import app_on

TODAY = date(2026, 11, 26)
ROOMS = 300


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
        digests.append(load_company(Wanted(ROOMS, 1, TODAY), said.append))
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


def test_verify_finds_nothing(company: Flask) -> None:
    assert list(verify()) == []


def test_it_says_what_it_is_at(company: Flask, said: list[str]) -> None:
    assert said and "rooms" in said[0]


def test_the_same_number_makes_the_same_rows_beside_the_demo_too(
    company: Flask, another: Flask, digests: list[str]
) -> None:
    assert load_company(Wanted(ROOMS, 1, TODAY), lambda text: None) == digests[0]


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
        load_company(Wanted(ROOMS, 1, TODAY), lambda text: None)
