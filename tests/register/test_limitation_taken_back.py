"""Until when a debt can be claimed once a payment on it was taken back: what else had begun it anew stays."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from service.transaction import Row
from service.usecases.register.limitation import limitation_from
from tests.register.conftest import Place
from tests.register.test_arrears import today
from tests.register.test_taken_back import charged, paid, shown, taken_back
from tests.register.town import Town, answered, new_town

DUE, BARRED = "2024-01-31", "2027-01-31"


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def limitation(town: Town, row: Row) -> tuple[str, list[str]]:
    """Until when, and what began it anew."""
    found = answered(town.finance.get(f"/charges/{row['id']}/limitation"), 200)
    return found["limitation_on"], [each["kind"] for each in found["events"]]


def promised(town: Town, on: date) -> None:
    body = {"customer": town.place.customer.code, "channel": "call", "happened_on": str(on)}
    by = {"promised_on": str(today() + timedelta(days=3)), "promised_fen": 100}
    answered(town.finance.post("/dunning-logs", body | by))


def made_due(town: Town, row: Row, on: date) -> None:
    version = shown(town, "charges", row)["version"]
    answered(town.finance.patch(f"/charges/{row['id']}", {"due_on": str(on)}, version=version), 200)


@pytest.mark.parametrize("turn", [1, -1], ids=["oldest first", "newest first"])
def test_whichever_of_two_payments_is_taken_back_first_nothing_of_them_is_left(town: Town, turn: int) -> None:
    row = charged(town, due_on=DUE)
    for payment in [paid(town, 100, row), paid(town, 100, row)][::turn]:
        answered(taken_back(town.finance, "payments", payment), 200)
    assert limitation(town, row) == (BARRED, [])


def test_a_payment_that_stands_goes_on_to_count_when_another_is_taken_back(town: Town) -> None:
    row = charged(town, due_on=DUE)
    first, _ = paid(town, 100, row), paid(town, 100, row)
    answered(taken_back(town.finance, "payments", first), 200)
    assert limitation(town, row) == (str(limitation_from(today())), ["payment"])


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_promise_counts_from_its_day_when_the_payment_before_it_is_taken_back(
    town: Town, days: int
) -> None:
    row = charged(town, due_on=DUE)
    payment = paid(town, 100, row)
    promised(town, today() - timedelta(days=days))
    answered(taken_back(town.finance, "payments", payment), 200)
    assert limitation(town, row) == (str(limitation_from(today() - timedelta(days=days))), ["promise"])


def test_the_limitation_runs_from_the_day_that_was_put_right_after_a_payment_was_taken_back(
    town: Town,
) -> None:
    row = charged(town, due_on=DUE)
    answered(taken_back(town.finance, "payments", paid(town, 100, row)), 200)
    made_due(town, row, date(2024, 3, 31))
    answered(taken_back(town.finance, "payments", paid(town, 100, row)), 200)
    assert limitation(town, row) == ("2027-03-31", [])


def test_a_due_day_typed_wrong_and_put_right_leaves_no_time_behind(town: Town) -> None:
    due, on = today() - timedelta(days=800), today() - timedelta(days=400)
    row = charged(town, due_on=str(due))
    promised(town, on)
    made_due(town, row, today() - timedelta(days=10))
    assert limitation(town, row)[0] == str(limitation_from(today() - timedelta(days=10)))
    made_due(town, row, due)
    assert limitation(town, row) == (str(limitation_from(on)), ["promise"])


def test_a_payment_taken_back_leaves_no_time_of_a_due_day_typed_wrong(town: Town) -> None:
    due, on = today() - timedelta(days=800), today() - timedelta(days=400)
    row = charged(town, due_on=str(due))
    promised(town, on)
    made_due(town, row, today() - timedelta(days=10))
    answered(taken_back(town.finance, "payments", paid(town, 100, row)), 200)
    made_due(town, row, due)
    answered(taken_back(town.finance, "payments", paid(town, 100, row)), 200)
    assert limitation(town, row) == (str(limitation_from(on)), ["promise"])
