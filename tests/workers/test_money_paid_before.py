"""Money that the gateway tells of days after it was paid: the debtor was late until they paid."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.transaction import Row, transaction
from service.usecases.register.limitation import limitation_from
from tests import makers
from tests.register.test_arrears import today
from tests.register.test_late_of_changed import aged
from tests.register.test_late_rates import ago
from tests.stage import Stage, answer
from tests.workers.test_money_callbacks import balance, pay
from tests.workers.town import Town
from tests.workers.works import stage

__all__ = ["stage"]
ITEM = {"name": "物业费", "kind": "management", "late_ppm": 1000, "late_cap_percent": 100}


@pytest.fixture
def debt(stage: Stage) -> Row:
    """1,000.00 yuan, due forty days ago and entered long before: 1.00 a day."""
    item = answer(stage.send("finance", "POST", "/charge-items", ITEM), 201)
    with transaction() as work:
        due_on = today() - timedelta(days=40)
        owed = {"amount_fen": 100_000, "due_on": due_on, "limitation_on": limitation_from(due_on)}
        made = makers.make_charge(work, stage.customer, item_id=UUID(item["id"]), **owed)
    debt = {"id": str(made.id)}
    aged(debt, days=300)
    return debt


def paid(here: Town, debt: Row, fen: int, *, days: int) -> None:
    """At noon so many days ago."""
    assert pay(here, fen, charges=[debt["id"]], paid_at=f"{ago(days)}T12:00:00+08:00") == "booked"


def late(stage: Stage, **values: Any) -> int:
    made: int = answer(stage.send("finance", "POST", "/late-charges", values), 201)["amount_fen"]
    return made


def test_who_paid_before_the_gateway_told_of_it_is_late_until_the_day_they_paid(
    here: Town, stage: Stage, debt: Row
) -> None:
    paid(here, debt, 60_000, days=20)
    assert late(stage) == 20 * 100 + 20 * 40


def test_limitation_begins_anew_on_the_day_of_payment(here: Town, stage: Stage, debt: Row) -> None:
    paid(here, debt, 60_000, days=20)
    found = answer(stage.send("finance", "GET", f"/charges/{debt['id']}/limitation"), 200)
    assert [event["at"][:10] for event in found["events"]] == [ago(20)]
    assert found["limitation_on"] == str(limitation_from(today() - timedelta(days=20)))


def test_limitation_goes_back_to_that_day_when_a_later_payment_is_taken_back(
    here: Town, stage: Stage, debt: Row
) -> None:
    paid(here, debt, 60_000, days=20)
    body = {"customer": str(stage.customer.id), "amount_fen": 100, "method": "cash"}
    mistake = answer(stage.send("cashier", "POST", "/payments", body), 201)
    path, seen = f"/payments/{mistake['id']}/reverse", mistake["version"]
    answer(stage.send("finance", "POST", path, {"reason": "录错"}, version=seen), 200)
    found = answer(stage.send("finance", "GET", f"/charges/{debt['id']}/limitation"), 200)
    assert found["limitation_on"] == str(limitation_from(today() - timedelta(days=20)))


def test_money_that_was_paid_before_its_debt_was_entered_takes_nothing_of_the_days_since(
    here: Town, stage: Stage, debt: Row
) -> None:
    aged(debt, days=-290)
    paid(here, debt, 60_000, days=20)
    assert late(stage) == 10 * 40


def test_a_partners_clock_that_is_ahead_ends_no_day_later_than_the_booking(
    here: Town, stage: Stage, debt: Row
) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=20)
    assert pay(here, 60_000, charges=[debt["id"]], paid_at=ahead.isoformat()) == "booked"
    found = answer(stage.send("finance", "GET", f"/charges/{debt['id']}/limitation"), 200)
    assert found["limitation_on"] == str(limitation_from(today()))


def test_late_charges_made_before_the_gateway_told_of_it_count_for_the_days_to_come(
    here: Town, stage: Stage, debt: Row
) -> None:
    """40.00 were charged; until the payment it were 20.00, and 0.80 since for the rest of 40.00."""
    assert late(stage) == 40 * 100
    paid(here, debt, 100_000, days=20)
    assert balance(here, debt["id"]) == 40 * 100
    assert late(stage) == 0
