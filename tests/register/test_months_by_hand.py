"""A month that somebody charged by hand: its units are the month's, once, and free again when it goes."""

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import (
    billed,
    by_hand,
    lives,
    metered,
    piped,
    read,
    reverse,
    shares,
    units_charged_twice,
    watered,
)
from tests.register.town import Town, answered


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return watered(place, client)


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
    assert billed(town, room)[-2:] == [("2026-12", 10), ("2026-12", 20)]


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


def test_a_month_by_hand_may_go_though_the_next_was_counted_from_it(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    made = by_hand(town, room, town.place.customer, "2026-11")
    read(clerk, meter, 130)
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    reverse(town, made)
    town.run("2026-11")
    assert billed(town, room) == [("2026-11", 10), ("2026-12", 10)]
    assert units_charged_twice() == []


def test_whoever_charges_a_month_by_hand_that_went_with_a_later_reading_is_told(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130)
    read(clerk, meter, 140, "2026-12-31")
    town.run("2026-12")
    assert len(by_hand(town, room, town.place.customer, "2026-11")["warnings"]) == 1
    assert by_hand(town, room, town.place.customer, "2026-10")["warnings"] == []


@pytest.mark.parametrize("came", ["2026-11-30", "2026-12-01", "2026-12-10"])
def test_an_owner_who_pays_by_hand_for_a_tenant_pays_for_all_the_tenant_used(
    town: Town, clerk: Desk, newcomer: Customer, came: str
) -> None:
    room, meter = piped(town, clerk, owner=town.place.customer)
    readings = [{"meter": meter, "value": 120, "create_charge": True}]
    body = {"room": room.code, "customer": newcomer.code, "nature": "tenant", "on": came}
    answered(clerk.post("/moves", body | {"readings": readings}))
    read(clerk, meter, 150, "2026-12-31")
    by_hand(town, room, town.place.customer, "2026-12")
    run = town.run("2026-12")
    assert (town.report(run), billed(town, room)) == ([(room.code, "by_hand")], [("2026-12", 10)])


@pytest.mark.parametrize("first", ["charge", "reading"])
def test_who_left_pays_by_hand_for_nothing_that_the_newcomer_used(
    town: Town, clerk: Desk, newcomer: Customer, first: str
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-06")
    lives(room, newcomer, "2026-11-06")
    if first == "reading":
        read(clerk, meter, 220)
    by_hand(town, room, town.place.customer, "2026-11")
    if first == "charge":
        read(clerk, meter, 220)
    town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 10), (newcomer.id, 100)]


@pytest.mark.parametrize("first", ["charge", "reading"])
def test_who_came_pays_by_hand_for_nothing_that_was_used_before(
    town: Town, clerk: Desk, newcomer: Customer, first: str
) -> None:
    room, meter = piped(town, clerk, vacant=True)
    lives(room, town.place.customer, "2026-10-01", "2026-11-20")
    read(clerk, meter, 124, "2026-11-20")
    lives(room, newcomer, "2026-11-20")
    if first == "reading":
        read(clerk, meter, 135)
    by_hand(town, room, newcomer, "2026-11")
    if first == "charge":
        read(clerk, meter, 135)
    town.run("2026-11")
    assert shares(town, room) == [(town.place.customer.id, 4), (newcomer.id, 10)]


def test_whoever_charges_by_hand_a_month_that_a_later_reading_counted_is_told_so_and_of_no_reading(
    town: Town, clerk: Desk
) -> None:
    room, meter = piped(town, clerk)
    read(clerk, meter, 130, "2026-12-01", charge=True)
    (told,) = by_hand(town, room, town.place.customer, "2026-11")["warnings"]
    assert "charged for this room before" in told
    assert by_hand(town, room, town.place.customer, "2026-12")["warnings"] == []


def test_whoever_charges_by_hand_a_month_that_nobody_has_read_is_told(town: Town, clerk: Desk) -> None:
    room, meter = piped(town, clerk)
    (told,) = by_hand(town, room, town.place.customer, "2026-11")["warnings"]
    assert "Nobody has read" in told
    read(clerk, meter, 130)
    assert "Nobody" not in "".join(by_hand(town, room, town.place.customer, "2026-11")["warnings"])
