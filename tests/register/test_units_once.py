"""Every unit of a meter is charged once, to who used it; what was used in a vacant room, to nobody."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_metered_runs import WATER, metered, piped, read
from tests.register.town import Town, answered, new_town


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    town = new_town(place, client)
    town.item(WATER, "water")
    return town


@pytest.fixture
def clerk(place: Place, client: FlaskClient) -> Desk:
    return Desk(client, place.clerk)


@pytest.fixture
def newcomer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="tenant", name="李娜")


def lives(room: Room, customer: Customer, since: str, until: str | None = None) -> None:
    last = None if until is None else date.fromisoformat(until)
    with transaction() as work:
        makers.make_occupancy(
            work, room, customer, nature="tenant", since=date.fromisoformat(since), until=last
        )


def billed(town: Town, room: Room) -> list[tuple[str, int]]:
    """Who was charged for how many units, by month."""
    rows = [row for row in town.charges(room=room.code) if row["reversed_at"] is None]
    return sorted((row["period"] or "", row["amount_fen"] // 350) for row in rows)


def by_hand(town: Town, room: Room, customer: Customer, period: str) -> Row:
    body = {"customer": customer.code, "room": room.code, "item": WATER, "period": period}
    return answered(town.finance.post("/charges", body | {"amount_fen": 3500, "due_on": "2026-12-31"}))


@pytest.mark.parametrize("ticked", [True, False])
def test_r_room_05_what_was_used_before_anybody_came_is_nobodys(
    town: Town, clerk: Desk, newcomer: Customer, ticked: bool
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    readings = [{"meter": meter, "value": 1000, "create_charge": ticked}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-01"}
    answered(clerk.post("/moves", body | {"readings": readings}))
    read(clerk, meter, 1010)
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10)]


def test_a_reading_while_the_room_was_vacant_is_where_the_next_tenant_begins(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    read(clerk, meter, 600, charge=True)
    lives(room, newcomer, "2026-12-01")
    read(clerk, meter, 605, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-12", 5)]


def test_a_reading_on_the_first_day_charges_nothing_to_who_has_just_come(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, newcomer, "2026-11-10")
    read(clerk, meter, 600, "2026-11-10", charge=True)
    assert billed(town, room) == []
    read(clerk, meter, 604, "2026-11-30", charge=True)
    assert billed(town, room) == [("", 4)]


def test_what_a_tenant_used_and_nobody_charged_is_still_theirs_after_a_vacancy(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-12-01")
    read(clerk, meter, 130, "2026-11-30")
    read(clerk, meter, 600, "2026-12-15")
    lives(room, newcomer, "2026-12-16")
    read(clerk, meter, 605, "2026-12-31")
    town.run("2026-12", payer_on="2026-12-31")
    run = town.run("2026-11", payer_on="2026-11-30")
    assert (billed(town, room), town.report(run)) == ([("2026-11", 10), ("2026-12", 5)], [])


@pytest.mark.parametrize("first", ["reading", "charge"])
def test_a_month_that_was_charged_by_hand_leaves_its_units_to_no_later_run(
    town: Town, clerk: Desk, first: str
) -> None:
    owner = town.place.customer
    room, meter = piped(town, clerk)
    if first == "reading":
        read(clerk, meter, 220)
    by_hand(town, room, owner, "2026-11")
    if first == "charge":
        read(clerk, meter, 220)
        assert town.run("2026-11")["lines"] == 0
    read(clerk, meter, 230, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 10)]


def test_units_are_free_again_when_the_charge_by_hand_is_taken_back_or_is_of_another_month(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 125)
    made = by_hand(town, room, town.place.customer, "2026-11")
    path = f"/charges/{made['id']}"
    moved = answered(town.finance.patch(path, {"period": "2026-10"}, version=made["version"]), 200)
    assert town.run("2026-11")["lines"] == 1
    (line,) = [row for row in town.charges(room=room.code) if row["kind"] == "routine"]
    seen = {"If-Match": f'"v{line["version"]}"'}
    answered(town.finance.post(f"/charges/{line['id']}/reverse", {"reason": "算错"}, **seen), 200)
    back = answered(town.finance.patch(path, {"period": "2026-11"}, version=moved["version"]), 200)
    assert town.run("2026-11")["lines"] == 0
    seen = {"If-Match": f'"v{back["version"]}"'}
    answered(town.finance.post(f"{path}/reverse", {"reason": "算错"}, **seen), 200)
    assert town.run("2026-11")["lines"] == 1
    assert billed(town, room) == [("2026-11", 5)]


def retire(clerk: Desk, meter: str, day: Any, status: int = 200) -> Row:
    version = answered(clerk.get(f"/meters/{meter}"), 200)["version"]
    return answered(clerk.patch(f"/meters/{meter}", {"retired_on": day}, version=version), status)


def test_a_meter_that_was_replaced_is_charged_to_its_end_and_asked_for_no_more(
    town: Town, clerk: Desk
) -> None:
    room, old = piped(town, clerk)
    read(clerk, old, 126, "2026-11-10")
    assert retire(clerk, old, "2026-11-09", 422)["errors"][0]["field"] == "retired_on"
    assert retire(clerk, old, "2026-11-10")["retired_on"] == "2026-11-10"
    new = metered(clerk, room, began=0)
    read(clerk, new, 4, "2026-11-30")
    run = town.run("2026-11")
    assert (billed(town, room), town.report(run)) == ([("2026-11", 10)], [])
    read(clerk, new, 9, "2026-12-31")
    run = town.run("2026-12")
    assert (billed(town, room)[1:], town.report(run)) == ([("2026-12", 5)], [])
    late = clerk.post(f"/meters/{old}/readings", {"value": 130, "read_on": "2026-11-30"})
    assert answered(late, 422)["rule"] == "not_retired"
    assert retire(clerk, old, None)["retired_on"] is None
    assert answered(clerk.get(f"/meters/{old}"), 200)["value"] == 126


def test_a_room_whose_only_meter_is_retired_has_none(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    retire(clerk, meter, "2026-10-31")
    run = town.run("2026-11")
    assert town.report(run) == [(room.code, "no_meter")]


def test_a_meter_registered_by_mistake_goes_and_one_that_was_charged_stays(town: Town, clerk: Desk) -> None:
    room, wrong = piped(town, clerk, vacant=True)
    read(clerk, wrong, 125)
    assert clerk.delete(f"/meters/{wrong}").status_code == 204
    answered(clerk.get(f"/meters/{wrong}"), 404)
    _, right = piped(town, clerk)
    read(clerk, right, 125)
    town.run("2026-11")
    assert answered(clerk.delete(f"/meters/{right}"), 409)["code"] == "in_use"
    assert answered(town.cashier.delete(f"/meters/{right}"), 403)["code"] == "not_you"
