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


def by_hand(town: Town, room: Room, customer: Customer, period: str, due_on: str = "2026-12-31") -> Row:
    body = {"customer": customer.code, "room": room.code, "item": WATER, "period": period}
    return answered(town.finance.post("/charges", body | {"amount_fen": 3500, "due_on": due_on}))


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
    reverse(town, line)
    back = answered(town.finance.patch(path, {"period": "2026-11"}, version=moved["version"]), 200)
    assert town.run("2026-11")["lines"] == 0
    reverse(town, back)
    assert town.run("2026-11")["lines"] == 1
    assert billed(town, room) == [("2026-11", 5)]


def reverse(town: Town, row: Row) -> None:
    (row,) = [each for each in town.charges() if each["id"] == row["id"]]
    seen = {"If-Match": f'"v{row["version"]}"'}
    answered(town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "重复"}, **seen), 200)


@pytest.mark.parametrize("first", ["reading", "charges"])
def test_of_two_charges_of_a_month_by_hand_either_may_go(town: Town, clerk: Desk, first: str) -> None:
    room, meter = piped(town, clerk)
    if first == "reading":
        read(clerk, meter, 130)
    made = [by_hand(town, room, town.place.customer, "2026-11") for _ in range(2)]
    if first == "charges":
        read(clerk, meter, 130)
    assert town.run("2026-11")["lines"] == 0
    reverse(town, made[0])
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 10)]


def test_a_ticked_reading_of_a_month_by_hand_charges_nothing_and_one_before_it_is_told(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 130, charge=True)
    assert billed(town, room) == [("2026-11", 10)]
    read(clerk, meter, 135, "2026-12-31", charge=True)
    assert billed(town, room) == [("", 5), ("2026-11", 10)]
    assert len(by_hand(town, room, town.place.customer, "2026-12")["warnings"]) == 1


def test_a_month_by_hand_stands_in_the_report_and_is_settled_without_a_run_a_price_or_all_readings(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    other = metered(clerk, room, began=0)
    by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 130)
    run = town.run("2026-11")
    assert town.report(run) == [(room.code, "by_hand"), (room.code, "no_reading")]
    read(clerk, meter, 137, "2026-12-31")
    read(clerk, other, 2, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 9)]


def test_a_charge_by_hand_takes_no_units_of_the_month_before_nor_of_one_that_was_run(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130, "2026-11-20")
    read(clerk, meter, 140, "2026-12-31")
    by_hand(town, room, town.place.customer, "2026-12")
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 10)]
    second, further = piped(town, clerk)
    read(clerk, further, 130, "2026-11-20")
    town.run("2026-11")
    by_hand(town, second, town.place.customer, "2026-11")
    read(clerk, further, 150, "2026-11-30")
    town.run("2026-11")
    read(clerk, further, 160, "2026-12-31")
    town.run("2026-12")
    assert billed(town, second) == [("2026-11", 10), ("2026-11", 10), ("2026-12", 30)]


def test_a_debt_that_went_over_with_its_month_is_no_charge_by_hand(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130, "2026-11-20")
    town.run("2026-11")
    body = {"room": room.code, "customer": newcomer.code, "on": "2026-12-01", "assumption_no": "ZW-1"}
    answered(town.finance.post("/transfers", body | {"arrears_to_new": True}))
    read(clerk, meter, 150)
    assert town.run("2026-11")["lines"] == 0
    read(clerk, meter, 160, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room)[-1] == ("2026-12", 30)


@pytest.mark.parametrize("first", ["reading", "transfer"])
def test_a_month_by_hand_that_went_over_is_still_charged_by_hand(
    town: Town, clerk: Desk, newcomer: Customer, first: str
) -> None:
    room, meter = piped(town, clerk, owner=town.place.customer)
    by_hand(town, room, town.place.customer, "2026-11", due_on="2026-11-20")
    body = {"room": room.code, "customer": newcomer.code, "on": "2026-12-01", "assumption_no": "ZW-1"}
    if first == "reading":
        read(clerk, meter, 130)
    made = answered(town.finance.post("/transfers", body | {"arrears_to_new": True}))
    if first == "transfer":
        read(clerk, meter, 130)
    assert (made["arrears_fen"], town.run("2026-11")["lines"]) == (3500, 0)
    read(clerk, meter, 136, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room)[-1] == ("2026-12", 6)
    (line,) = [row for row in town.charges(room=room.code) if row["kind"] == "routine"]
    reverse(town, line)
    seen = {"If-Match": f'"v{made["version"]}"'}
    answered(town.finance.post(f"/transfers/{made['id']}/reverse", {"reason": "未过户"}, **seen), 200)
    town.run("2026-12")
    assert billed(town, room)[-1] == ("2026-12", 6)


@pytest.mark.parametrize("day", ["2026-11-02", "2026-11-03"])
def test_a_reading_some_days_after_the_first_tenant_came_counts_from_there_too(
    town: Town, clerk: Desk, newcomer: Customer, day: str
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    readings = [{"meter": meter, "value": 1000, "read_on": day, "create_charge": True}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": "2026-11-01"}
    answered(clerk.post("/moves", body | {"readings": readings}))
    read(clerk, meter, 1010)
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10)]


def test_a_reading_some_days_after_somebody_left_is_theirs(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, newcomer, "2026-10-01", "2026-11-21")
    read(clerk, meter, 150, "2026-11-23", charge=True)
    assert [row["customer"]["name"] for row in town.charges(room=room.code)] == [newcomer.name]
    assert billed(town, room) == [("", 30)]


def test_on_the_day_one_follows_another_the_reading_is_the_first_ones(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    lives(room, newcomer, "2026-11-20")
    read(clerk, meter, 150, "2026-11-20", charge=True)
    (charge,) = town.charges(room=room.code)
    assert charge["customer"]["id"] == str(town.place.customer.id)


def test_two_tenants_of_one_month_with_a_vacancy_between_them_pay_for_their_own(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    read(clerk, meter, 130, "2026-11-20")
    read(clerk, meter, 134, "2026-11-24")
    lives(room, newcomer, "2026-11-25")
    read(clerk, meter, 139)
    town.run("2026-11", payer_on="2026-11-19")
    (charge,) = town.charges(room=room.code)
    assert (charge["customer"]["id"], billed(town, room)) == (str(town.place.customer.id), [("2026-11", 10)])
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 6)]


def test_units_of_who_left_that_no_run_charges_any_more_stand_in_the_report(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-10")
    read(clerk, meter, 130, "2026-11-09")
    read(clerk, meter, 134, "2026-11-19")
    lives(room, newcomer, "2026-11-20")
    read(clerk, meter, 139)
    assert town.report(town.run("2026-11", payer_on="2026-11-30")) == []
    run = town.run("2026-11", payer_on="2026-11-09")
    assert (run["lines"], run["report"]["uncharged"], town.report(run)) == (0, 1, [(room.code, "uncharged")])
    by_hand(town, room, town.place.customer, "2026-11")
    assert town.report(town.run("2026-11", payer_on="2026-11-09")) == []
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12", payer_on="2026-12-31")
    assert billed(town, room) == [("2026-11", 5), ("2026-11", 10), ("2026-12", 1)]


def test_a_last_reading_that_is_entered_late_is_charged_with_the_next_month(town: Town, clerk: Desk) -> None:
    room, old = piped(town, clerk)
    retire(clerk, old, "2026-11-10")
    new = metered(clerk, room, began=0)
    read(clerk, new, 4)
    run = town.run("2026-11")
    assert (run["lines"], town.report(run)) == (0, [(room.code, "no_reading")])
    retire(clerk, old, "2026-10-31")
    town.run("2026-11")
    retire(clerk, old, "2026-11-10")
    read(clerk, old, 150, "2026-11-10")
    read(clerk, new, 9, "2026-12-31")
    town.run("2026-12")
    assert billed(town, room) == [("2026-11", 4), ("2026-12", 35)]


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


def test_a_charge_by_hand_from_which_the_next_month_was_counted_stays(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    made = by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 130)
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    seen = {"If-Match": f'"v{made["version"]}"'}
    path = f"/charges/{made['id']}"
    kept = town.finance.post(f"{path}/reverse", {"reason": "重复"}, **seen)
    assert answered(kept, 422)["rule"] == "not_read_since"
    moved = town.finance.patch(path, {"period": "2026-10"}, version=made["version"])
    assert answered(moved, 422)["rule"] == "not_read_since"
    answered(town.finance.patch(path, {"amount_fen": 3000}, version=made["version"]), 200)
    (later,) = [row for row in town.charges(room=room.code) if row["kind"] == "routine"]
    reverse(town, later)
    reverse(town, made)
    town.run("2026-12")
    assert billed(town, room) == [("2026-12", 20)]


def test_whoever_charges_a_month_by_hand_that_went_with_a_later_reading_is_told(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130)
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert len(by_hand(town, room, town.place.customer, "2026-11")["warnings"]) == 1
    assert by_hand(town, room, town.place.customer, "2026-10")["warnings"] == []


def test_the_last_units_of_a_retired_meter_are_not_of_who_came_after_it(
    town: Town, clerk: Desk, newcomer: Customer
) -> None:
    room, old = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-15")
    read(clerk, old, 130, "2026-11-10")
    retire(clerk, old, "2026-11-10")
    lives(room, newcomer, "2026-12-05")
    new = metered(clerk, room, began=0)
    read(clerk, new, 4, "2026-12-31")
    run = town.run("2026-12", payer_on="2026-12-31")
    assert (billed(town, room), town.report(run)) == ([("2026-12", 4)], [(room.code, "uncharged")])
    by_hand(town, room, town.place.customer, "2026-11")
    run = town.run("2027-01", payer_on="2027-01-31")
    assert town.report(run) == [(room.code, "no_reading")]
