"""What is owed, by whom and since when: paid, prepaid, late, promised and barred."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.fields import MOST_FEN
from service.errors import NotSo
from service.models.charge import Charge
from service.queries.register.balances import book_differences
from service.queries.register.ledger import ledger_faults
from service.transaction import Row, transaction
from service.usecases.register.charge_late import LateOrder, charge_late
from service.usecases.register.write_off_prepayment import Use, write_off_prepayment
from tests import makers
from tests.register.conftest import Place
from tests.register.test_register_api import Desk, refused
from tests.register.town import Town, answered, new_town


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def today() -> date:
    with transaction() as work:
        found: Any = work.sql.one("SELECT (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date AS today")
        day: date = found["today"]
        return day


def owed(place: Place, *, days: int = 30, **values: Any) -> Charge:
    """Due so many days ago, with an entry from before."""
    due_on = today() - timedelta(days=days)
    with transaction() as work:
        charge = makers.make_charge(work, place.customer, due_on=due_on, **values)
        work.sql.execute("SET LOCAL session_replication_role = replica")
        work.sql.execute(
            "UPDATE book_entry SET at = at - interval '3000 days' WHERE row_id = %s", [charge.id]
        )
        return charge


def prepaid(place: Place, amount_fen: int = 100_000) -> UUID:
    with transaction() as work:
        return makers.make_prepayment(work, place.customer, amount_fen=amount_fen).id


def in_balance(*ids: Any) -> bool:
    named = {str(each) for each in ids}
    with transaction() as work:
        books = [row for row in book_differences(work.sql) if str(row["id"]) in named]
        return not books and not [row for row in ledger_faults(work.sql) if row["row"].split()[-1] in named]


def test_r_fee_10_a_debt_is_paid_in_cash_and_receipted(town: Town) -> None:
    charge = owed(town.place, amount_fen=25060)
    body = {"customer": town.place.customer.code, "amount_fen": 25060, "method": "cash"}
    paid = answered(town.cashier.post("/payments", body))
    assert paid["payment_no"].startswith(f"PM-{town.place.office.code}-")
    assert answered(town.cashier.get(f"/charges/{charge.id}"), 200)["balance_fen"] == 0


def test_r_fee_11_a_prepayment_slip_is_added_for_a_customer(town: Town) -> None:
    body = {"customer": town.place.customer.code, "amount_fen": 100_000}
    assert answered(town.cashier.post("/prepayments", body))["balance_fen"] == 100_000


def test_r_fee_12_a_prepayment_is_written_off_against_what_is_owed(town: Town) -> None:
    charge, prepayment = owed(town.place, amount_fen=25060), prepaid(town.place)
    after = answered(town.cashier.post(f"/prepayments/{prepayment}/write-off"), 200)
    assert after["balance_fen"] == 74940
    assert answered(town.cashier.get(f"/charges/{charge.id}"), 200)["balance_fen"] == 0
    assert in_balance(charge.id, prepayment, town.place.office.id)


def test_r_fee_13_all_charges_of_a_customer_and_those_that_are_unpaid(town: Town) -> None:
    for number in range(24):
        owed(town.place, days=30 * (25 - number), amount_fen=25060)
    body = {"customer": town.place.customer.code, "amount_fen": 21 * 25060, "method": "cash"}
    answered(town.cashier.post("/payments", body))
    code = town.place.customer.code
    assert (len(town.charges(customer=code)), len(town.charges(customer=code, status="open"))) == (24, 3)


def test_no_more_is_written_off_than_is_free(town: Town, client: FlaskClient, elsewhere: Place) -> None:
    prepayment = prepaid(town.place)
    path = f"/prepayments/{prepayment}/write-off"
    refused(town.cashier.post(path), 422, "not_so")
    owed(town.place, amount_fen=25060)
    refused(town.cashier.post(path, {"amount_fen": 100_001}), 422, "not_so")
    refused(Desk(client, town.place.clerk).post(path), 403, "not_you")
    refused(Desk(client, elsewhere.cashier).post(path), 404, "not_found")
    assert answered(town.cashier.post(path, {"amount_fen": 60}), 200)["balance_fen"] == 99_940


def test_one_prepayment_used_from_many_sides_is_used_once(app: Flask, town: Town) -> None:
    charge, prepayment = owed(town.place, amount_fen=150_000), prepaid(town.place)

    def attempt(number: int) -> bool:
        with app.app_context():
            try:
                with transaction() as work:
                    use = Use(amount_fen=30_000)
                    write_off_prepayment(work, prepayment, use, actor=town.place.cashier)
            except NotSo:
                return False
            return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(attempt, range(6))) == 3
    assert in_balance(charge.id, prepayment, town.place.office.id)


def late_item(town: Town, **values: Any) -> UUID:
    return UUID(town.item(late_ppm=500, late_cap_percent=30, **values)["id"])


def charged_late(town: Town, **values: Any) -> Row:
    return answered(town.finance.post("/late-charges", values))


def test_a_late_charge_is_simple_and_shows_its_basis(town: Town) -> None:
    charge = owed(town.place, days=30, amount_fen=100_000, item_id=late_item(town))
    assert charged_late(town) == {"lines": 1, "amount_fen": 1500}
    (late,) = [each for each in town.charges() if each["kind"] == "late"]
    assert (late["late_of"], late["amount_fen"]) == (str(charge.id), 1500)
    basis = late["basis"]
    assert (basis["fen_days"], basis["capped"]) == (3_000_000, False)
    assert basis["rates"] == [{"late_ppm": 500, "fen_days": 3_000_000}]
    assert charged_late(town) == {"lines": 0, "amount_fen": 0}
    assert in_balance(charge.id, late["id"])


def test_a_late_charge_never_costs_a_late_charge_and_goes_on_where_it_stopped(town: Town) -> None:
    owed(town.place, days=30, amount_fen=100_000, item_id=late_item(town))
    assert charged_late(town, on=str(today() - timedelta(days=10)))["amount_fen"] == 1000
    assert charged_late(town)["amount_fen"] == 500
    assert charged_late(town, on=str(today() - timedelta(days=5)))["lines"] == 0


def test_a_late_charge_is_capped(town: Town) -> None:
    owed(town.place, days=1000, amount_fen=100_000, item_id=late_item(town))
    assert charged_late(town)["amount_fen"] == 30_000
    (late,) = [each for each in town.charges() if each["kind"] == "late"]
    assert (late["basis"]["accrued_fen"], late["basis"]["capped"]) == (50_000, True)


def test_what_was_paid_costs_nothing_from_that_day_on(town: Town) -> None:
    charge = owed(town.place, days=30, amount_fen=100_000, item_id=late_item(town))
    body = {"customer": town.place.customer.code, "amount_fen": 40_000, "method": "cash"}
    answered(town.cashier.post("/payments", body))
    with transaction() as work:
        work.sql.execute("SET LOCAL session_replication_role = replica")
        back = "UPDATE book_entry SET at = at - interval '20 days' WHERE row_id = %s AND kind = 'allocation'"
        work.sql.execute(back, [charge.id])
    assert charged_late(town)["amount_fen"] == 10 * 50 + 20 * 30


def test_two_late_runs_at_once_charge_once(app: Flask, town: Town) -> None:
    charge = owed(town.place, days=30, amount_fen=100_000, item_id=late_item(town))

    def attempt(number: int) -> int:
        with app.app_context(), transaction() as work:
            return charge_late(work, LateOrder(), actor=town.place.finance).lines

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(attempt, range(6))) == 1
    assert in_balance(charge.id)


def test_a_payment_settles_the_late_charge_before_its_debt(town: Town) -> None:
    charge = owed(town.place, days=30, amount_fen=100_000, item_id=late_item(town))
    charged_late(town)
    body = {"customer": town.place.customer.code, "amount_fen": 2000, "method": "cash"}
    paid = answered(town.cashier.post("/payments", body))
    parts = {each["charge"]: each["amount_fen"] for each in paid["allocations"]}
    assert parts.pop(str(charge.id)) == 500
    assert list(parts.values()) == [1500]


def test_arrears_stand_by_their_age(town: Town) -> None:
    for days, fen in ((-5, 1), (0, 2), (1, 10), (30, 20), (31, 100), (90, 200), (91, 1000), (366, 10_000)):
        owed(town.place, days=days, amount_fen=fen)
    (row,) = answered(town.finance.get(f"/arrears?customer={town.place.customer.code}"), 200)["items"]
    ages = [row[f"{name}_fen"] for name in ("not_due", "days_30", "days_90", "days_365", "older", "total")]
    assert ages == [3, 30, 300, 1000, 10_000, 11_333]
    assert (row["charges"], row["oldest_due_on"]) == (8, str(today() - timedelta(days=366)))


def test_the_limitation_of_a_charge_is_shown_with_what_interrupted_it(town: Town) -> None:
    charge = owed(town.place, days=1500, amount_fen=100, limitation_on=today() - timedelta(days=400))
    before = answered(town.finance.get(f"/charges/{charge.id}/limitation"), 200)
    assert (before["over"], before["events"]) == (True, [])
    body = {"customer": town.place.customer.code, "amount_fen": 50, "method": "cash"}
    answered(town.cashier.post("/payments", body))
    after = answered(town.finance.get(f"/charges/{charge.id}/limitation"), 200)
    assert (after["over"], [each["kind"] for each in after["events"]]) == (False, ["payment"])


def test_the_last_instalment_is_no_charge_that_was_taken_back(town: Town) -> None:
    body = {"customer": town.place.customer.code, "item": "物业费", "amount_fen": 100}
    rows = [
        answered(town.finance.post("/charges", body | {"due_on": f"20{year}-01-31"})) for year in (24, 99)
    ]
    path, tag = f"/charges/{rows[1]['id']}", {"If-Match": f'"v{rows[1]["version"]}"'}
    answered(town.finance.post(f"{path}/reverse", {"reason": "录错"}, **tag), 200)
    found = answered(town.finance.get(f"/charges/{rows[0]['id']}/limitation"), 200)
    assert found["by_last_instalment_on"] == "2027-01-31"
    assert answered(town.finance.get(f"{path}/limitation"), 200)["by_last_instalment_on"] == "2102-01-31"


def test_r_dun_01_a_call_and_its_promise_stand_in_the_dunning_log(town: Town, client: FlaskClient) -> None:
    for days in (80, 50, 20):
        owed(town.place, days=days, amount_fen=25060)
    clerk, day = Desk(client, town.place.clerk), today()
    said = {"customer": town.place.customer.code, "channel": "call", "happened_on": str(day)}
    promise = {"promised_on": str(day + timedelta(days=10)), "promised_fen": 75180}
    made = answered(clerk.post("/dunning-logs", said | promise))
    assert (made["owed_fen"], made["promised_on"]) == (75180, promise["promised_on"])
    (row,) = answered(clerk.get(f"/dunning-logs?customer={town.place.customer.code}"), 200)["items"]
    assert (row["id"], row["channel"], row["happened_on"]) == (made["id"], "call", str(day))
    for charge in town.charges():
        events = answered(clerk.get(f"/charges/{charge['id']}/limitation"), 200)["events"]
        assert [each["kind"] for each in events] == ["promise"]


def test_a_reminder_is_of_today_or_before_and_of_somebody_who_owes(town: Town, client: FlaskClient) -> None:
    clerk, said = Desk(client, town.place.clerk), {"customer": town.place.customer.code, "channel": "call"}
    refused(clerk.post("/dunning-logs", said), 422, "not_so")
    owed(town.place)
    tomorrow = str(today() + timedelta(days=1))
    refused(clerk.post("/dunning-logs", said | {"happened_on": tomorrow}), 422, "invalid")
    refused(clerk.post("/dunning-logs", said | {"promised_on": "2026-01-01"}), 422, "invalid")
    refused(clerk.post("/dunning-logs", said | {"promised_fen": 1}), 422, "invalid")


def test_the_greatest_debts_there_can_be_switch_off_nobodys_list_of_arrears(town: Town) -> None:
    customer = town.place.customer.code
    body = {"customer": customer, "item": "x", "amount_fen": MOST_FEN, "due_on": str(today())}
    for _ in range(3):
        answered(town.finance.post("/charges", body))
    (row,) = answered(town.finance.get(f"/arrears?customer={customer}"), 200)["items"]
    assert row["total_fen"] == 3 * MOST_FEN
    refused(town.finance.post("/charges", body | {"amount_fen": MOST_FEN + 1}), 422, "invalid")
