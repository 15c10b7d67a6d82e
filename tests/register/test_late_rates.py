"""A new rate of late charges counts from its day on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.transaction import Row
from tests.register.house import answered, refused
from tests.register.test_arrears import charged_late, owed, today, town
from tests.register.town import Town

__all__ = ["town"]


@pytest.fixture
def item(town: Town) -> Row:
    return town.item(late_ppm=500, late_cap_percent=100)


def ago(days: int) -> str:
    return str(today() - timedelta(days=days))


def owes(town: Town, item: Row, *, days: int = 30) -> None:
    owed(town.place, days=days, amount_fen=100_000, item_id=UUID(item["id"]))


def change(town: Town, item: Row, **values: Any) -> Any:
    path = f"/charge-items/{item['id']}"
    version = answered(town.finance.get(path), 200)["version"]
    return answered(town.finance.patch(path, values, version=version), 200)


def rates(town: Town) -> list[tuple[int, int]]:
    (late,) = [row for row in town.charges() if row["kind"] == "late"]
    return [(row["late_ppm"], row["fen_days"] // 100_000) for row in late["basis"]["rates"]]


def test_the_days_before_a_rate_was_raised_cost_what_they_cost(town: Town, item: Row) -> None:
    owes(town, item)
    assert change(town, item, late_ppm=1000)["late_ppm"] == 1000
    assert charged_late(town)["amount_fen"] == 1500


def test_a_rate_that_is_given_late_makes_nothing_dear_that_was_free(town: Town) -> None:
    item = town.item(late_ppm=0)
    owes(town, item)
    change(town, item, late_ppm=500)
    assert charged_late(town) == {"lines": 0, "amount_fen": 0}


def test_a_rate_that_is_taken_away_leaves_what_was_due_by_then(town: Town, item: Row) -> None:
    owes(town, item)
    change(town, item, late_ppm=0)
    assert charged_late(town)["amount_fen"] == 1500


def test_each_day_costs_what_its_rate_was_and_the_basis_shows_it(town: Town, item: Row) -> None:
    owes(town, item)
    change(town, item, late_ppm=1000, late_since=ago(20))
    change(town, item, late_ppm=200, late_since=ago(5))
    assert charged_late(town)["amount_fen"] == 10 * 50 + 15 * 100 + 5 * 20
    assert rates(town) == [(500, 10), (1000, 15), (200, 5)]
    assert charged_late(town)["lines"] == 0


def test_a_rate_from_an_earlier_day_replaces_what_was_said_of_the_days_since(town: Town, item: Row) -> None:
    owes(town, item)
    change(town, item, late_ppm=1000, late_since=ago(10))
    change(town, item, late_ppm=600, late_since=ago(20))
    assert charged_late(town)["amount_fen"] == 10 * 50 + 20 * 60
    assert rates(town) == [(500, 10), (600, 20)]


def test_a_rate_that_was_wrong_from_the_first_day_is_set_right_for_all_of_them(town: Town) -> None:
    item = town.item(late_ppm=0)
    owes(town, item)
    change(town, item, late_ppm=500, late_since="2000-01-01")
    assert charged_late(town)["amount_fen"] == 1500


def test_a_slip_of_the_pen_that_is_mended_on_the_same_day_leaves_no_trace(town: Town, item: Row) -> None:
    owes(town, item)
    change(town, item, late_ppm=3000)
    change(town, item, late_ppm=500)
    assert charged_late(town)["amount_fen"] == 1500


@pytest.mark.parametrize(
    "values", [{"late_ppm": 1, "late_since": "2199-01-01"}, {"late_since": "2020-01-01"}]
)
def test_a_day_to_come_or_a_day_without_a_rate_is_refused(
    town: Town, item: Row, values: dict[str, Any]
) -> None:
    refused(town.finance.patch(f"/charge-items/{item['id']}", values, version=1), 422, "invalid")
    assert answered(town.finance.get(f"/charge-items/{item['id']}"), 200)["version"] == 1


def test_an_item_whose_rate_was_changed_is_still_deleted_when_nothing_uses_it(town: Town, item: Row) -> None:
    change(town, item, late_ppm=1000)
    assert town.finance.delete(f"/charge-items/{item['id']}").status_code == 204
