"""Every movement of money has two sides that sum to zero, and a checker finds whatever does not add up."""

from datetime import date
from typing import Any

import psycopg
import pytest

from service.db import new_id
from service.models.account import Account
from service.queries.register.ledger import ledger_faults
from service.transaction import Row, Work, transaction
from service.usecases.register.receive_payment import NewPayment, receive_payment
from tests import makers
from tests.register.conftest import Place

SIDES = """
SELECT account, sum(amount_fen)::bigint AS fen FROM posting WHERE office_id = %s
 GROUP BY account HAVING sum(amount_fen) <> 0 ORDER BY account
"""
POST = (
    "INSERT INTO posting (group_id, account, office_id, row_id, amount_fen) VALUES (%s, 'money', %s, %s, 1)"
)


def sides(work: Work, place: Place) -> dict[str, int]:
    return {row["account"]: row["fen"] for row in work.sql.all(SIDES, [place.office.id])}


def faults_of(work: Work, row_id: Any) -> list[Row]:
    return [row for row in ledger_faults(work.sql) if str(row_id) in row["row"]]


def test_a_payment_moves_money_against_what_was_owed_and_what_is_kept(place: Place) -> None:
    with transaction() as work:
        makers.make_charge(work, place.customer, amount_fen=25060)
        assert sides(work, place) == {"receivable": 25060, "revenue": -25060}
        order = NewPayment(customer=place.customer.code, amount_fen=30000, method="cash")
        receive_payment(work, order, actor=place.cashier)
        assert sides(work, place) == {"money": 30000, "prepayment": -4940, "revenue": -25060}


def test_a_deposit_is_owed_to_whoever_gave_it(place: Place, receiver: Account) -> None:
    with transaction() as work:
        makers.make_deposit(work, place.customer, receiver, amount_fen=200_000)
        assert sides(work, place) == {"deposit": -200_000, "money": 200_000}


def test_one_side_alone_is_refused_by_the_database(place: Place) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught, transaction() as work:
        work.sql.execute(POST, [new_id(), place.office.id, new_id()])
    assert caught.value.diag.constraint_name == "posting_balanced"


@pytest.mark.parametrize("change", ["UPDATE posting SET amount_fen = 2", "DELETE FROM posting"])
def test_postings_are_never_changed(place: Place, change: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation), transaction() as work:
        charge = makers.make_charge(work, place.customer)
        work.sql.execute(f"{change} WHERE row_id = %s", [charge.id])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE charge SET balance_fen = balance_fen - 1 WHERE id = %(charge)s",
        "UPDATE posting SET amount_fen = amount_fen + 1 WHERE row_id = %(charge)s AND account = 'revenue'",
        "DELETE FROM posting WHERE row_id = %(charge)s",
        "DELETE FROM posting WHERE row_id = %(charge)s AND account = 'receivable'",
        "DELETE FROM book_entry WHERE row_id = %(charge)s",
    ],
)
def test_the_checker_finds_what_somebody_altered_behind_our_back(place: Place, tampering: Any) -> None:
    with transaction() as work:
        charge = makers.make_charge(work, place.customer, due_on=date(2026, 10, 31))
        entry: Any = work.sql.one("SELECT id FROM book_entry WHERE row_id = %s", [charge.id])
        named = (charge.id, entry["id"])
        assert [faults_of(work, each) for each in named] == [[], []]
        # As the owner of the database could.
        work.sql.execute("SET LOCAL session_replication_role = replica")
        work.sql.execute(tampering, {"charge": charge.id})
        assert any(faults_of(work, each) for each in named)
        work.session.rollback()
