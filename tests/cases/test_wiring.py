"""Case files, tables and statements fit together, and PostgreSQL takes every statement made of them."""

from typing import Any

import orjson
import pytest

from service.cases.catalog import CASES
from service.cases.shape import book_by_column, book_columns
from service.door.statement import PARTS, move_statement, opening_statement
from service.models.details import INDEXES
from service.transaction import hot, statements
from tests.cases import flows
from tests.cases.conftest import Town, rows
from workflows.catalog import CATALOG, FACTS
from workflows.effects import BOOKS

NAMES = sorted(CATALOG)
EVERY_PART = (*(name for name in PARTS if name != "details"), "details")


@pytest.mark.parametrize("name", NAMES)
def test_every_book_of_a_table_is_in_its_case_file_and_no_other(name: str) -> None:
    table = CATALOG[name].newest
    named = {book for move in (table.opening, *table.rows) for book in move.books}
    assert set(CASES[name].books) == named
    assert {book.partition(":")[0] for book in named} <= set(BOOKS)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_book_has_an_sql_name_of_its_own(name: str) -> None:
    books = CASES[name].books
    columns = [column for book in books for column in book_columns(book, books)]
    assert len(columns) == len(set(columns)) == sum(len(parts) for parts in books.values())
    assert all(column.isidentifier() and len(column) < 50 for column in columns)
    assert set(book_by_column(books)) == set(columns)


def test_an_argument_becomes_part_of_the_name() -> None:
    assert list(book_columns("limitation:demand", CASES["dunning"].books)) == [
        "limitation_demand_0",
        "limitation_demand_1",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_move_that_was_overtaken_books_nothing(name: str, town: Town) -> None:
    """Every part at once, for a ticket that is not there: each must hang on the ticket that was moved."""
    books = tuple(book_by_column(CASES[name].books))
    document: dict[str, Any] = {"id": str(town.room.id), "version": 1, "at": "2026-11-22T00:00:00Z"}
    document |= {part: [{}] for part in (*PARTS, *books)} | {"details": {}, "once": {}}
    assert first(move_statement(name, EVERY_PART, books), document) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_statement_of_an_opening_is_one_that_postgresql_takes(name: str, town: Town) -> None:
    books = tuple(book_by_column(CASES[name].books))
    assert first("EXPLAIN " + opening_statement(name, EVERY_PART, books), {})


def first(statement: str, document: dict[str, Any]) -> Any:
    with statements() as sql:
        return sql.first(hot(statement), {"only": orjson.dumps(document).decode()})


def test_every_fact_that_a_table_names_is_read(town: Town) -> None:
    town.charge()
    tickets = {
        "complaint": flows.complaint(town),
        "repair": flows.repair(town),
        "dunning": flows.dunning(town),
    }
    tickets["visit"] = flows.visit(tickets["complaint"])
    for name, ticket in tickets.items():
        asked_once = {fact for fact, meaning in FACTS[name].items() if "asked at the opening" in meaning}
        assert set(FACTS[name]) - set(ticket.facts) <= asked_once, name


def test_every_index_is_in_the_database(town: Town) -> None:
    found = {each["indexname"] for each in rows("SELECT indexname FROM pg_indexes")}
    assert {name for named in INDEXES.values() for name in named} <= found
