"""A late charge on a debt whose amount was put right: what was taken off never was owed, and nothing more."""

from typing import Any
from uuid import UUID

import pytest

from service.transaction import Row, transaction
from tests.register.house import answered
from tests.register.test_arrears import charged_late, town
from tests.register.test_late_rates import ago
from tests.register.test_taken_back import prepaid, taken_back
from tests.register.town import Town

__all__ = ["town"]


@pytest.fixture
def debt(town: Town) -> Row:
    """1,000.00 yuan, due forty days ago and entered ten days ago."""
    town.item(late_ppm=1000, late_cap_percent=100)
    body = {"customer": town.place.customer.code, "item": "物业费", "amount_fen": 100_000, "due_on": ago(40)}
    row = answered(town.finance.post("/charges", body), 201)
    aged(row, days=10)
    return row


def aged(row: Row, *, days: int) -> None:
    """As if all that was entered so far had been entered so many days before."""
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        statement = "UPDATE book_entry SET at = at - make_interval(days => %s) WHERE row_id = %s"
        work.sql.execute(statement, [days, UUID(row["id"])])


def set_to(town: Town, row: Row, amount_fen: int) -> None:
    path = f"/charges/{row['id']}"
    version = answered(town.finance.get(path), 200)["version"]
    answered(town.finance.patch(path, {"amount_fen": amount_fen}, version=version), 200)


def test_a_debt_that_was_lowered_after_its_day_is_late_with_what_is_left_of_it(town: Town, debt: Row) -> None:
    set_to(town, debt, 60_000)
    assert charged_late(town) == {"lines": 1, "amount_fen": 10 * 60}


def test_a_debt_lowered_before_its_day_is_late_from_its_day_on(town: Town, debt: Row) -> None:
    set_to(town, debt, 60_000)
    aged(debt, days=60)
    assert charged_late(town)["amount_fen"] == 40 * 60


def test_a_debt_that_was_raised_by_mistake_is_late_as_if_it_never_had_been(town: Town, debt: Row) -> None:
    set_to(town, debt, 150_000)
    set_to(town, debt, 100_000)
    assert charged_late(town)["amount_fen"] == 10 * 100


def test_a_debt_that_was_raised_and_then_lowered_below_what_it_was_never_was_more(
    town: Town, debt: Row
) -> None:
    set_to(town, debt, 120_000)
    aged(debt, days=5)
    set_to(town, debt, 50_000)
    assert charged_late(town)["amount_fen"] == 15 * 50


def test_what_a_debt_was_raised_by_is_late_from_the_day_it_was_entered(town: Town, debt: Row) -> None:
    set_to(town, debt, 60_000)
    aged(debt, days=5)
    set_to(town, debt, 90_000)
    aged(debt, days=5)
    assert charged_late(town)["amount_fen"] == 20 * 60 + 5 * 30


def test_a_debt_of_which_a_part_was_remitted_is_late_with_the_rest(town: Town, debt: Row) -> None:
    remitted(debt, 40_000)
    assert charged_late(town) == {"lines": 1, "amount_fen": 10 * 60}


def remitted(row: Row, fen: int) -> None:
    """As the end of a dunning request takes it off."""
    with transaction() as work:
        for statement in REMITTED:
            work.sql.execute(statement, {"id": UUID(row["id"]), "fen": fen})


REMITTED: tuple[Any, ...] = (
    "UPDATE charge SET balance_fen = balance_fen - %(fen)s WHERE id = %(id)s",
    """
INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen)
SELECT guanjia_id(), office_id, 'charge', id, 'adjustment', -%(fen)s FROM charge WHERE id = %(id)s
""",
)


def test_the_cap_is_of_what_is_left_of_a_debt_that_was_remitted_in_part(town: Town) -> None:
    """30 % of 100.00 yuan, as of a debt that was corrected to it."""
    town.item(late_ppm=1000, late_cap_percent=30)
    body = {"customer": town.place.customer.code, "item": "物业费", "amount_fen": 100_000}
    row = answered(town.finance.post("/charges", body | {"due_on": ago(2000)}), 201)
    aged(row, days=3000)
    remitted(row, 90_000)
    assert charged_late(town)["amount_fen"] == 3_000
    (late,) = [each for each in town.charges() if each["late_of"] == row["id"]]
    assert (late["basis"]["debt_fen"], late["basis"]["cap_fen"]) == (10_000, 3_000)


def test_what_a_write_off_settled_is_not_late_from_its_day_on(town: Town, debt: Row) -> None:
    written_off(town, debt, 60_000, days=4)
    assert charged_late(town)["amount_fen"] == 6 * 100 + 4 * 40


def test_a_write_off_that_was_taken_back_ended_no_day_of_being_late(town: Town, debt: Row) -> None:
    money = written_off(town, debt, 100_000, days=4)
    answered(taken_back(town.finance, "prepayments", money, what="/write-off"), 200)
    assert charged_late(town)["amount_fen"] == 10 * 100


def written_off(town: Town, debt: Row, fen: int, *, days: int) -> Row:
    """Of a prepayment, so many days ago."""
    money = prepaid(town, fen)
    row = answered(town.cashier.post(f"/prepayments/{money['id']}/write-off", {}), 200)
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        for statement in (
            "UPDATE prepayment_use SET at = at - make_interval(days => %(days)s) WHERE charge_id = %(id)s",
            "UPDATE book_entry SET at = at - make_interval(days => %(days)s)"
            " WHERE row_id = %(id)s AND kind = 'allocation'",
        ):
            work.sql.execute(statement, {"days": days, "id": UUID(debt["id"])})
    return row
