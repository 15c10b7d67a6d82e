"""More than 1,000.00 yuan that somebody booked goes away by another's hand, in one piece or in slices."""

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.transaction import Row, transaction
from service.visibility import Caller
from tests import makers
from tests.races.racing import race, runners, statuses
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_taken_back import charged, prepaid, rule, shown, taken_back
from tests.register.town import Town, answered, new_town


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


@pytest.fixture
def colleague(place: Place, client: FlaskClient) -> Desk:
    """A second person of finance."""
    with transaction() as work:
        caller = makers.make_caller(work, place.office, "finance")
    return Desk(client, caller)


def set_to(desk: Desk, row: Row, amount_fen: int) -> Row:
    answer = desk.patch(f"/charges/{row['id']}", {"amount_fen": amount_fen}, version=row["version"])
    return answered(answer, 200)


def refused_to_set(desk: Desk, row: Row, amount_fen: int) -> str:
    return rule(desk.patch(f"/charges/{row['id']}", {"amount_fen": amount_fen}, version=row["version"]))


def test_a_large_charge_is_not_made_small_in_slices(town: Town, colleague: Desk) -> None:
    row = set_to(town.finance, charged(town, 500_000), 400_000)
    assert refused_to_set(town.finance, row, 399_999) == "needs_approval"
    assert rule(taken_back(town.finance, "charges", row)) == "needs_approval"
    assert set_to(colleague, row, 1)["balance_fen"] == 1


def test_to_raise_it_in_between_wins_nothing(town: Town) -> None:
    row = charged(town, 500_000)
    for amount_fen in (400_000, 500_000):
        row = set_to(town.finance, row, amount_fen)
    assert refused_to_set(town.finance, row, 400_000) == "needs_approval"


def test_who_made_a_small_charge_large_does_not_take_it_back_alone(town: Town, colleague: Desk) -> None:
    row = set_to(colleague, charged(town, 1), 900_000)
    assert rule(taken_back(colleague, "charges", row)) == "needs_approval"
    assert refused_to_set(colleague, row, 1) == "needs_approval"
    answered(taken_back(town.finance, "charges", row), 200)


def test_the_day_of_a_large_charge_is_put_right_by_whoever_made_it(town: Town) -> None:
    row = charged(town, 500_000)
    change = {"due_on": "2026-12-31"}
    answered(town.finance.patch(f"/charges/{row['id']}", change, version=row["version"]), 200)


def test_who_wrote_much_off_does_not_take_that_back_alone(town: Town, colleague: Desk) -> None:
    charged(town, 500_000)
    money = prepaid(town, 500_000)
    answered(town.finance.post(f"/prepayments/{money['id']}/write-off"), 200)
    used = shown(town, "prepayments", money)
    assert rule(taken_back(town.finance, "prepayments", used, what="/write-off")) == "needs_approval"
    after = answered(taken_back(colleague, "prepayments", used, what="/write-off"), 200)
    assert after["balance_fen"] == 500_000


def test_who_received_a_prepayment_takes_anothers_write_off_back(town: Town, colleague: Desk) -> None:
    charged(town, 500_000)
    body = {"customer": town.place.customer.code, "amount_fen": 500_000}
    with transaction() as work:
        caller = makers.make_caller(work, town.place.office, "cashier", "finance")
    both = Desk(town.finance.client, caller)
    money = answered(both.post("/prepayments", body))
    answered(colleague.post(f"/prepayments/{money['id']}/write-off"), 200)
    used = shown(town, "prepayments", money)
    answered(taken_back(both, "prepayments", used, what="/write-off"), 200)


def written_off(desk: Desk, money: Row, amount_fen: int = 100_000) -> Row:
    return answered(desk.post(f"/prepayments/{money['id']}/write-off", {"amount_fen": amount_fen}), 200)


def put_back(desk: Desk, money: Row) -> Row:
    return answered(taken_back(desk, "prepayments", money, what="/write-off"), 200)


def test_what_was_written_off_in_slices_is_not_taken_back_alone_slice_by_slice(
    town: Town, colleague: Desk
) -> None:
    charged(town, 500_000)
    money = prepaid(town, 500_000)
    for _ in range(5):
        money = written_off(town.finance, money)
    money = put_back(town.finance, money)
    assert rule(taken_back(town.finance, "prepayments", money, what="/write-off")) == "needs_approval"
    for _ in range(4):
        money = put_back(colleague, money)
    assert money["balance_fen"] == 500_000


def test_who_took_a_colleagues_write_offs_back_still_takes_back_a_small_one_of_their_own(
    town: Town, colleague: Desk
) -> None:
    charged(town, 500_000)
    money = written_off(town.finance, prepaid(town, 500_000))
    money = written_off(colleague, written_off(colleague, money), 200_000)
    for _ in range(3):
        money = put_back(town.finance, money)
    assert money["balance_fen"] == 500_000


@pytest.fixture
def busy(place: Place) -> Caller:
    """Who takes money and puts the books right."""
    with transaction() as work:
        return makers.make_caller(work, place.office, "cashier", "finance")


@pytest.fixture
def both(busy: Caller, client: FlaskClient) -> Desk:
    return Desk(client, busy)


def received(desk: Desk, town: Town, noun: str, charge: Row | None = None) -> Row:
    """A thousand yuan, which one person may take back alone."""
    body = {"customer": town.place.customer.code, "amount_fen": 100_000}
    named = {"charges": [charge["id"]]} if charge else {}
    more = {"payments": {"method": "cash"}, "prepayments": {}, "deposits": {"kind": "other"}}
    return answered(desk.post(f"/{noun}", body | more[noun] | named))


@pytest.mark.parametrize("noun", ["payments", "prepayments", "deposits"])
def test_what_one_person_received_in_slices_is_not_taken_back_by_them_slice_by_slice(
    town: Town, both: Desk, colleague: Desk, noun: str
) -> None:
    rows = [received(both, town, noun) for _ in range(3)]
    answered(taken_back(both, noun, rows[0]), 200)
    assert rule(taken_back(both, noun, rows[1])) == "needs_approval"
    for row in rows[1:]:
        answered(taken_back(colleague, noun, row), 200)


def test_slices_of_one_debt_that_one_person_booked_are_taken_back_by_another(
    town: Town, both: Desk, colleague: Desk
) -> None:
    charge = charged(town, 500_000)
    rows = [received(both, town, "payments", charge) for _ in range(2)]
    answered(taken_back(both, "payments", rows[0]), 200)
    assert rule(taken_back(both, "payments", rows[1])) == "needs_approval"
    answered(taken_back(colleague, "payments", rows[1]), 200)
    assert shown(town, "charges", charge)["balance_fen"] == 500_000


def test_what_a_colleague_took_back_is_not_held_against_who_received_it(
    town: Town, both: Desk, colleague: Desk
) -> None:
    rows = [received(both, town, "payments") for _ in range(3)]
    for row in rows[:2]:
        answered(taken_back(colleague, "payments", row), 200)
    answered(taken_back(both, "payments", rows[2]), 200)


def test_one_person_takes_one_slice_back_however_many_they_try_at_once(
    app: Flask, town: Town, both: Desk, busy: Caller
) -> None:
    rows = [received(both, town, "payments") for _ in range(4)]
    desks = [Desk(app.test_client(), busy) for _ in rows]
    calls = [partial(taken_back, desk, "payments", row) for desk, row in zip(desks, rows, strict=True)]
    with runners(len(calls)) as pool:
        assert statuses(race(pool, calls)) == {200: 1, 422: 3}
