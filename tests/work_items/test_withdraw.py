"""Withdrawing a request under approval: before the first decision, or as long as the policy lets it."""

from collections.abc import Iterator

import pytest

from tests.demo_house import House, demo_app, refused
from tests.servers import Servers


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"withdraw_{worker_name}") as app:
        yield House(app)


def allow(house: House, until: str) -> None:
    found = house["admin"].get("/policies/refund?office=GZ01").get_json()
    body = {name: part for name, part in found.items() if name not in ("workflow", "office", "version")}
    body["withdraw"] = until
    answer = house["admin"].put("/policies/refund?office=GZ01", body, version=found["version"])
    assert (answer.status_code, answer.get_json()["withdraw"]) == (200, until)


def test_what_is_approved_is_not_withdrawn_whatever_the_policy_says(house: House) -> None:
    allow(house, "before_effect")
    approved = house["supervisor"].fire(house.submitted_refund(10_000), "approve")
    assert approved["state"] == "approved"
    path = f"/tickets/{approved['id']}/triggers/withdraw"
    refused(house["clerk"].post(path, {}, version=approved["version"]), 409, "not_now")


def test_a_policy_may_let_the_submitter_withdraw_until_money_could_move(house: House) -> None:
    allow(house, "before_decision")
    older = house["supervisor"].fire(house.submitted_refund(500_000), "approve")
    allow(house, "before_effect")
    decided = house["supervisor"].fire(house.submitted_refund(500_000), "approve")
    withdrawn = house["clerk"].fire(decided, "withdraw")
    assert (withdrawn["state"], withdrawn["work_items"]) == ("cancelled", [])
    path = f"/tickets/{older['id']}/triggers/withdraw"
    late = house["clerk"].post(path, {}, version=older["version"])
    refused(late, 422, "not_so", rule="no_decision_yet")
