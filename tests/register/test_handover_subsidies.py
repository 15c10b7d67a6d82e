"""What a developer promises with a handover (代缴) is shown with it, and stands and falls with it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.town import Town, answered, new_town

DAY = "2026-11-01"


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    """One room without an owner, at 250.60 a month."""
    town = new_town(place, client)
    town.item()
    with transaction() as work:
        town.rooms.append(makers.make_room(work, place.office))
    town.tariff(town.standard(), room=town.rooms[0].code)
    return town


@pytest.fixture
def developer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="developer", name="桂园置业")


def handed_over(town: Town, developer: Customer, **promise: Any) -> Row:
    subsidies = [{"developer": developer.code} | (promise or {"months": 3})]
    body = {"room": town.rooms[0].code, "customer": town.place.customer.code, "on": DAY}
    return answered(town.finance.post("/handovers", body | {"subsidies": subsidies}))


def items(town: Town, path: str) -> list[Row]:
    found: list[Row] = answered(town.finance.get(path), 200)["items"]
    return found


def test_r_occ_17_a_handover_shows_its_developers_promise_and_falls_only_once_that_is_taken_back(
    town: Town, developer: Customer
) -> None:
    made = handed_over(town, developer)
    (promise,) = made["subsidies"]
    seen = (promise["developer"]["code"], promise["begins_on"], promise["ends_on"], promise["ended_at"])
    assert seen == (developer.code, DAY, "2027-01-31", None)
    (listed,) = items(town, f"/handovers?room={town.rooms[0].code}")
    assert listed["subsidies"] == [promise]
    town.run("2026-11")
    assert [row["customer"]["code"] for row in town.charges()] == [developer.code]
    path = f"/handovers/{made['id']}"
    kept = town.finance.delete(path)
    refused(kept, 409, "in_use")
    assert "代缴" in kept.get_data(as_text=True) or "subsidy" in kept.get_data(as_text=True)
    back = {"If-Match": '"v1"'}
    answered(town.finance.post(f"/subsidies/{promise['id']}/reverse", {"reason": "x"}, **back), 200)
    refused(town.finance.delete(path), 409, "in_use")


def test_an_unused_promise_goes_with_the_handover(town: Town, developer: Customer) -> None:
    made = handed_over(town, developer, amount_fen=75180)
    assert town.finance.delete(f"/handovers/{made['id']}").status_code == 204
    (left,) = items(town, f"/subsidies?room={town.rooms[0].code}")
    assert left["ended_at"] is not None
    town.run("2026-11")
    assert town.charges() == []


def test_only_finance_promises_for_the_developer(
    town: Town, developer: Customer, client: FlaskClient
) -> None:
    body = {"room": town.rooms[0].code, "customer": town.place.customer.code, "on": DAY}
    promised = body | {"subsidies": [{"developer": developer.code, "months": 3}]}
    refused(Desk(client, town.place.clerk).post("/handovers", promised), 403, "not_you")
    nothing = body | {"subsidies": [{"developer": developer.code}]}
    refused(town.finance.post("/handovers", nothing), 422, "invalid")
