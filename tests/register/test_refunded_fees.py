"""A fee that was paid and given back whole was never owed: it is taken back like one that nobody paid."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.models.room import Room
from service.transaction import Row
from service.usecases.tickets.fire_trigger import fire_as_system
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.metering import piped, read, watered
from tests.register.test_arrears import in_balance
from tests.register.test_register_api import refused
from tests.register.test_taken_back import rule, shown, taken_back
from tests.register.town import Town, answered
from tests.stage import Stage, payee


@dataclass(frozen=True, slots=True)
class Fee:
    """Water of November by the meter: 10 units of 3.50 yuan."""

    town: Town
    stage: Stage
    room: Room

    def standing(self) -> Row:
        (row,) = [each for each in self.town.charges(room=self.room.code) if each["reversed_at"] is None]
        return row

    def now(self, row: Row) -> Row:
        return shown(self.town, "charges", row)

    def paid(self, row: Row, fen: int) -> Row:
        body = {"customer": row["customer"]["code"], "amount_fen": fen, "method": "cash"}
        return answered(self.town.cashier.post("/payments", body | {"charges": [row["id"]]}))

    def refunded(self, row: Row, fen: int) -> Row:
        account = payee(f"62{uuid4().int % 10**14:014d}")
        details = {"charge": row["id"], "amount_fen": fen, "payee": account, "reason": "多收"}
        ticket = self.stage.opened("clerk", "refund", details)
        for who, trigger in (("clerk", "submit"), ("supervisor", "approve"), ("finance", "pay")):
            ticket = self.stage.fired(who, ticket, trigger)
        said = {"amount_fen": fen, "provider_ref": str(uuid4())}
        assert fire_as_system(ticket["id"], "callback_ok", said).moved
        return self.now(row)

    def taken_back(self, row: Row) -> Row:
        return answered(taken_back(self.town.finance, "charges", row), 200)


@pytest.fixture
def fee(app: Flask, place: Place, client: FlaskClient, clerk: Desk) -> Fee:
    town = watered(place, client)
    room, meter = piped(town, clerk)
    read(clerk, meter, 130)
    town.run("2026-11")
    stage = Stage(app, place.office, room, place.customer)
    stage.policy("refund", load_limit=None)
    for who in ("supervisor", "finance"):
        stage.who(who)
    return Fee(town, stage, room)


def test_a_fee_that_was_refunded_whole_is_taken_back_and_its_month_charged_anew(fee: Fee) -> None:
    row = fee.standing()
    fee.paid(row, 3_500)
    after = fee.taken_back(fee.refunded(row, 3_500))
    assert after["reversed_at"]
    assert (after["balance_fen"], after["paid_fen"], after["refunded_fen"]) == (0, 3_500, 3_500)
    fee.town.run("2026-11")
    again = fee.standing()
    assert (again["id"] != row["id"], again["period"], again["balance_fen"]) == (True, "2026-11", 3_500)
    assert in_balance(row["id"], again["id"])


def test_what_is_still_owed_of_a_fee_goes_when_all_that_was_paid_is_given_back(fee: Fee) -> None:
    row = fee.standing()
    fee.paid(row, 1_500)
    after = fee.taken_back(fee.refunded(row, 1_500))
    assert (after["balance_fen"], after["paid_fen"], after["refunded_fen"]) == (0, 1_500, 1_500)
    assert in_balance(row["id"])


def test_a_fee_of_which_the_office_keeps_one_fen_is_not_taken_back(fee: Fee) -> None:
    row = fee.standing()
    fee.paid(row, 3_500)
    kept = fee.refunded(row, 3_499)
    assert rule(taken_back(fee.town.finance, "charges", kept)) == "not_paid"


def test_the_payment_of_a_refunded_fee_that_was_taken_back_stays(fee: Fee) -> None:
    row = fee.standing()
    payment = fee.paid(row, 3_500)
    gone = fee.taken_back(fee.refunded(row, 3_500))
    assert rule(taken_back(fee.town.finance, "payments", payment)) == "not_refunded"
    refused(taken_back(fee.town.finance, "charges", gone), 409, "not_now")


def test_a_refunded_fee_is_not_corrected_but_taken_back_and_made_anew(fee: Fee) -> None:
    body = {"customer": fee.stage.customer.code, "item": "其他", "amount_fen": 900, "due_on": "2026-11-01"}
    row = answered(fee.town.finance.post("/charges", body))
    fee.paid(row, 900)
    back = fee.refunded(row, 900)
    answer = fee.town.finance.patch(f"/charges/{row['id']}", {"amount_fen": 800}, version=back["version"])
    assert (rule(answer), "refunded" in answer.get_json()["detail"]) == ("not_paid", True)


def test_a_late_charge_that_was_refunded_and_taken_back_leaves_its_debt_free(fee: Fee) -> None:
    body = {"customer": fee.stage.customer.code, "item": "其他", "amount_fen": 900, "due_on": "2026-11-01"}
    debt = answered(fee.town.finance.post("/charges", body))
    late = fee.stage.charge(amount_fen=20, balance_fen=20, kind="late", late_of=debt["id"])
    row = fee.now({"id": late})
    fee.paid(row, 20)
    assert rule(taken_back(fee.town.finance, "charges", fee.now(debt))) == "no_late_charges"
    fee.taken_back(fee.refunded(row, 20))
    fee.taken_back(fee.now(debt))


def test_a_refunded_fee_that_was_taken_back_binds_no_move_before_it(fee: Fee) -> None:
    tenant = fee.stage.customer.code
    said = {"room": fee.room.code, "customer": tenant, "nature": "tenant", "on": "2026-12-01"}
    move = answered(fee.stage.send("clerk", "POST", "/moves", said))
    body = {"customer": tenant, "room": fee.room.code, "item": "其他", "amount_fen": 900}
    row = answered(fee.town.finance.post("/charges", body | {"due_on": "2026-11-01"}))
    fee.paid(row, 900)
    back = fee.refunded(row, 900)
    path, why = f"/moves/{move['id']}/reverse", {"reason": "登记错误"}
    assert rule(fee.stage.send("clerk", "POST", path, why)) == "not_charged_since"
    fee.taken_back(back)
    answered(fee.stage.send("clerk", "POST", path, why), 200)
