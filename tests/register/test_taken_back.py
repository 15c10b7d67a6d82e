"""Money that was booked by mistake (红冲): put right by entries of the other sign."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.models.room import Room
from service.transaction import Row, transaction
from tests import makers
from tests.races.racing import race, runners, statuses
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_arrears import in_balance, today
from tests.register.test_register_api import refused
from tests.register.town import Town, answered, new_town

SMALL, LARGE = 25_060, 25_060_000


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


@pytest.fixture
def pm(place: Place, client: FlaskClient) -> Desk:
    with transaction() as work:
        caller = makers.make_caller(work, place.office, "pm")
    return Desk(client, caller)


def charged(town: Town, amount_fen: int = SMALL, **values: Any) -> Row:
    body = {"customer": town.place.customer.code, "item": "物业费", "due_on": str(today())}
    return answered(town.finance.post("/charges", body | {"amount_fen": amount_fen} | values))


def paid(town: Town, amount_fen: int, *charges: Row) -> Row:
    body: dict[str, Any] = {"customer": town.place.customer.code, "amount_fen": amount_fen, "method": "cash"}
    if charges:
        body["charges"] = [each["id"] for each in charges]
    return answered(town.cashier.post("/payments", body))


def prepaid(town: Town, amount_fen: int = SMALL) -> Row:
    body = {"customer": town.place.customer.code, "amount_fen": amount_fen}
    return answered(town.cashier.post("/prepayments", body))


def taken_back(desk: Desk, noun: str, row: Row, *, what: str = "") -> TestResponse:
    tag = {"If-Match": f'"v{row["version"]}"'}
    return desk.post(f"/{noun}/{row['id']}{what}/reverse", {"reason": "录入错误"}, **tag)


def shown(town: Town, noun: str, row: Row) -> Row:
    return answered(town.finance.get(f"/{noun}/{row['id']}"), 200)


def rule(response: TestResponse) -> str:
    assert response.status_code == 422, response.get_data(as_text=True)
    found: str = response.get_json()["rule"]
    return found


def priced_room(town: Town) -> Room:
    town.item()
    room = town.room()
    town.tariff(town.standard(), room=room.code)
    return room


def test_a_charge_that_was_a_mistake_is_owed_by_nobody_and_stays_in_the_books(town: Town) -> None:
    row = charged(town)
    after = answered(taken_back(town.finance, "charges", row), 200)
    assert (after["amount_fen"], after["balance_fen"]) == (SMALL, 0)
    assert after["reversed_at"] and after["version"] > row["version"]
    assert in_balance(row["id"])
    refused(taken_back(town.finance, "charges", after), 409, "not_now")


def test_what_is_taken_back_is_taken_back_against_the_version_that_was_seen(town: Town) -> None:
    row = charged(town)
    refused(town.finance.post(f"/charges/{row['id']}/reverse", {"reason": "x"}), 428, "version_required")
    paid(town, 100, row)
    refused(taken_back(town.finance, "charges", row), 412, "stale")
    refused(taken_back(town.cashier, "charges", shown(town, "charges", row)), 403, "not_you")


def test_who_holds_an_old_version_is_told_before_what_is_wrong_with_the_body(town: Town) -> None:
    row = charged(town)
    paid(town, 100, row)
    for method, address in ((town.finance.patch, ""), (town.finance.post, "/reverse")):
        tag = {"version": 1} if address == "" else {"If-Match": '"v1"'}
        refused(method(f"/charges/{row['id']}{address}", {"reason": 1}, **tag), 412, "stale")


def test_of_four_who_take_one_payment_back_at_once_one_does(app: Flask, town: Town) -> None:
    row = charged(town)
    payment = paid(town, SMALL, row)
    desks = [Desk(app.test_client(), town.place.finance) for _ in range(4)]
    with runners(4) as pool:
        found = statuses(race(pool, [partial(taken_back, desk, "payments", payment) for desk in desks]))
    assert found == {200: 1, 412: 3}
    assert shown(town, "charges", row)["balance_fen"] == SMALL
    assert in_balance(row["id"], payment["id"])


def test_much_money_is_taken_back_by_another_than_who_booked_it(town: Town, pm: Desk) -> None:
    """250,600.00 instead of 250.60."""
    row = charged(town, LARGE)
    assert rule(taken_back(town.finance, "charges", row)) == "needs_approval"
    assert answered(taken_back(pm, "charges", row), 200)["balance_fen"] == 0


def test_the_number_of_a_payment_that_was_taken_back_is_free_again(town: Town) -> None:
    body = {"customer": town.place.customer.code, "amount_fen": SMALL, "method": "wechat"}
    body["payment_no"] = makers.unique("WX")
    first = answered(town.cashier.post("/payments", body))
    refused(town.cashier.post("/payments", body), 409, "duplicate")
    answered(taken_back(town.finance, "payments", first), 200)
    assert answered(town.cashier.post("/payments", body))["payment_no"] == first["payment_no"]


def test_a_payment_that_names_what_was_paid_meanwhile_says_so_and_goes_by_the_legal_order(town: Town) -> None:
    """Two cashiers, one bill."""
    bill, other = charged(town, 1_000, period="2026-10"), charged(town, 2_000)
    assert paid(town, 1_000, bill)["warnings"] == []
    again = paid(town, 1_000, bill)
    (warning,) = again["warnings"]
    assert "物业费 2026-10" in warning
    assert shown(town, "charges", other)["balance_fen"] == 1_000
    assert paid(town, 500, other)["warnings"] == []
    assert len(paid(town, 500, bill, other)["warnings"]) == 1
    assert "warnings" not in shown(town, "payments", again)


def test_who_took_it_back_and_why_stands_in_the_trail(town: Town) -> None:
    row = charged(town)
    answered(taken_back(town.finance, "charges", row), 200)
    with transaction() as work:
        found = work.sql.all("SELECT verb, reason FROM register_event WHERE row_id = %s", [row["id"]])
    assert [(each["verb"], each["reason"]) for each in found] == [("delete", "录入错误")]


def test_a_charge_that_was_paid_is_taken_back_after_its_payment(town: Town) -> None:
    row = charged(town)
    payment = paid(town, SMALL, row)
    assert rule(taken_back(town.finance, "charges", shown(town, "charges", row))) == "not_paid"
    answered(taken_back(town.finance, "payments", payment), 200)
    answered(taken_back(town.finance, "charges", shown(town, "charges", row)), 200)
    assert in_balance(row["id"], payment["id"])


def test_the_month_of_a_routine_charge_that_was_taken_back_is_charged_anew(town: Town) -> None:
    room = priced_room(town)
    town.run("2026-11")
    (row,) = town.charges(room=room.code)
    answered(taken_back(town.finance, "charges", row), 200)
    assert town.run("2026-11")["lines"] == 1
    assert [each["balance_fen"] for each in town.charges(room=room.code)] == [0, 25060]


def test_a_late_charge_is_taken_back_before_its_debt(town: Town) -> None:
    town.item(late_ppm=500)
    row = charged(town, due_on="2026-01-31")
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        work.sql.execute("UPDATE book_entry SET at = at - interval '90 days' WHERE row_id = %s", [row["id"]])
    assert answered(town.finance.post("/late-charges", {}))["lines"] == 1
    assert rule(taken_back(town.finance, "charges", row)) == "no_late_charges"
    late = next(each for each in town.charges() if each["kind"] == "late")
    answered(taken_back(town.finance, "charges", late), 200)
    answered(taken_back(town.finance, "charges", shown(town, "charges", row)), 200)
    assert answered(town.finance.post("/late-charges", {}))["lines"] == 0


def test_what_a_payment_had_settled_is_owed_again_and_its_rest_is_gone(town: Town) -> None:
    row = charged(town, due_on="2026-01-31")
    before = row["limitation_on"]
    payment = paid(town, SMALL + 500, row)
    assert shown(town, "charges", row)["limitation_on"] > before
    after = answered(taken_back(town.finance, "payments", payment), 200)
    assert after["reversed_at"]
    owed = shown(town, "charges", row)
    assert (owed["balance_fen"], owed["paid_fen"], owed["limitation_on"]) == (SMALL, 0, before)
    events = answered(town.finance.get(f"/charges/{row['id']}/limitation"), 200)["events"]
    assert events == []
    (kept,) = answered(town.finance.get(f"/prepayments?customer={town.place.customer.code}"), 200)["items"]
    assert kept["balance_fen"] == 0
    assert in_balance(row["id"], payment["id"], kept["id"])


def test_a_payment_whose_rest_was_used_stays_until_that_is_undone(town: Town) -> None:
    payment = paid(town, 500)
    row = charged(town)
    (kept,) = answered(town.finance.get(f"/prepayments?customer={town.place.customer.code}"), 200)["items"]
    answered(town.cashier.post(f"/prepayments/{kept['id']}/write-off"), 200)
    assert rule(taken_back(town.finance, "payments", payment)) == "rest_unused"
    used = shown(town, "prepayments", kept)
    assert (
        answered(taken_back(town.finance, "prepayments", used, what="/write-off"), 200)["balance_fen"] == 500
    )
    assert shown(town, "charges", row)["balance_fen"] == SMALL
    assert rule(taken_back(town.finance, "prepayments", shown(town, "prepayments", kept))) == "received_alone"
    answered(taken_back(town.finance, "payments", payment), 200)
    assert in_balance(row["id"], payment["id"], kept["id"])


def test_days_that_a_payment_seemed_to_end_count_for_the_late_charge_once_it_is_taken_back(
    town: Town,
) -> None:
    town.item(late_ppm=500, late_cap_percent=100)
    row = charged(town, 100_000, due_on="2026-01-31")
    payment = paid(town, 100_000, row)
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        for days, kind in ((90, "charged"), (60, "allocation")):
            statement = (
                "UPDATE book_entry SET at = at - make_interval(days => %s) WHERE row_id = %s AND kind = %s"
            )
            work.sql.execute(statement, [days, row["id"], kind])
    answered(taken_back(town.finance, "payments", payment), 200)
    assert answered(town.finance.post("/late-charges", {}))["amount_fen"] == 90 * 50


def test_a_prepayment_and_a_deposit_are_taken_back_while_nothing_of_them_was_used(town: Town) -> None:
    money = prepaid(town)
    body = {"customer": town.place.customer.code, "kind": "other", "amount_fen": SMALL}
    deposit = answered(town.cashier.post("/deposits", body))
    for noun, row in (("prepayments", money), ("deposits", deposit)):
        assert answered(taken_back(town.finance, noun, row), 200)["balance_fen"] == 0
    assert in_balance(money["id"], deposit["id"])
    auditor = Desk(town.finance.client, town.place.auditor)
    refused(auditor.post(f"/deposits/{deposit['id']}/audit"), 409, "not_now")


def test_a_prepayment_that_was_used_in_part_is_not_taken_back(town: Town) -> None:
    money = prepaid(town)
    charged(town, 100)
    answered(town.cashier.post(f"/prepayments/{money['id']}/write-off"), 200)
    assert rule(taken_back(town.finance, "prepayments", shown(town, "prepayments", money))) == "unused"


def test_a_charge_made_by_hand_is_corrected_while_nothing_of_it_is_paid(town: Town) -> None:
    row = charged(town, 2_506)
    change = {"amount_fen": SMALL, "due_on": "2026-12-31", "period": "2026-12"}
    after = answered(town.finance.patch(f"/charges/{row['id']}", change, version=row["version"]), 200)
    found = [after[name] for name in ("amount_fen", "balance_fen", "due_on", "limitation_on", "period")]
    assert found == [SMALL, SMALL, "2026-12-31", "2029-12-31", "2026-12"]
    assert in_balance(row["id"])
    refused(town.finance.patch(f"/charges/{row['id']}", change, version=row["version"]), 412, "stale")
    paid(town, 100, row)
    version = shown(town, "charges", row)["version"]
    assert rule(town.finance.patch(f"/charges/{row['id']}", change, version=version)) == "not_paid"


def test_a_charge_of_a_run_is_taken_back_and_not_corrected(town: Town) -> None:
    room = priced_room(town)
    town.run("2026-11")
    (row,) = town.charges(room=room.code)
    answer = town.finance.patch(f"/charges/{row['id']}", {"amount_fen": 1}, version=row["version"])
    assert rule(answer) == "by_hand"


def test_nobody_makes_a_large_charge_small_alone(town: Town, pm: Desk) -> None:
    row = charged(town, LARGE)
    change = {"amount_fen": SMALL}
    assert (
        rule(town.finance.patch(f"/charges/{row['id']}", change, version=row["version"])) == "needs_approval"
    )
    answered(pm.patch(f"/charges/{row['id']}", change, version=row["version"]), 200)


def test_to_delete_is_to_take_back_and_what_binds_is_in_use(town: Town) -> None:
    row = charged(town)
    payment = paid(town, SMALL, row)
    refused(deleted(town, "charges", row), 409, "in_use")
    assert deleted(town, "payments", payment).status_code == 204
    assert deleted(town, "charges", row).status_code == 204
    assert shown(town, "charges", row)["reversed_at"]
    assert rule(deleted(town, "charges", charged(town, LARGE))) == "needs_approval"


def deleted(town: Town, noun: str, row: Row) -> TestResponse:
    return Desk(town.finance.client, town.place.finance).delete(f"/{noun}/{row['id']}")
