"""Whoever took the money of a fee neither signs its refund nor pays it out."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from service.transaction import Row
from tests.stage import Stage, answer, payee, somebody, stage_on

FEN = 30_000


@pytest.fixture
def stage(app: Flask) -> Iterator[Stage]:
    """`both` sits at the cashier's desk and signs and pays refunds."""
    made = stage_on(app)
    made.people["both"] = somebody(made.office, "cashier", "supervisor", "finance")
    yield made


def owed(stage: Stage) -> str:
    return stage.charge(amount_fen=FEN, balance_fen=FEN)


def took(stage: Stage, who: str, charge: str, fen: int = FEN) -> Row:
    body = {"customer": stage.customer.code, "amount_fen": fen, "method": "cash", "charges": [charge]}
    return answer(stage.send(who, "POST", "/payments", body), 201)


def prepaid(stage: Stage, who: str, fen: int = FEN) -> Row:
    body = {"customer": stage.customer.code, "amount_fen": fen, "method": "cash"}
    return answer(stage.send(who, "POST", "/prepayments", body), 201)


def wrote_off(stage: Stage, prepayment: Row, charge: str) -> Row:
    path = f"/prepayments/{prepayment['id']}/write-off"
    return answer(stage.send("finance2", "POST", path, {"charges": [charge]}), 200)


def taken_back(stage: Stage, what: str, row: Row) -> None:
    said = {"reason": "记错了"}
    answer(stage.send("finance2", "POST", f"/{what}/reverse", said, version=row["version"]), 200)


def submitted(stage: Stage, charge: str, fen: int = FEN) -> Row:
    account = payee(f"62{uuid4().int % 10**14:014d}")
    details = {"charge": charge, "amount_fen": fen, "payee": account, "reason": "多收"}
    return stage.fired("clerk", stage.opened("clerk", "refund", details), "submit")


def decides(stage: Stage, ticket: Row) -> tuple[int, int]:
    """What `both` hears when they sign, and, after another has signed, when they pay out."""
    signs = stage.fire("both", ticket, "approve")
    if signs.status_code == 200:
        return 200, 200
    approved = stage.fired("supervisor", ticket, "approve")
    return signs.status_code, stage.fire("both", approved, "pay").status_code


def test_who_took_the_money_of_a_fee_neither_signs_nor_pays_its_refund(stage: Stage) -> None:
    charge = owed(stage)
    took(stage, "both", charge)
    assert decides(stage, submitted(stage, charge)) == (403, 403)


def test_who_took_a_part_of_the_fee_is_kept_from_its_refund_like_who_took_the_rest(stage: Stage) -> None:
    charge = owed(stage)
    took(stage, "cashier2", charge, FEN - 1)
    took(stage, "both", charge, 1)
    assert decides(stage, submitted(stage, charge)) == (403, 403)


def test_money_that_was_kept_and_used_later_is_refunded_by_others_than_who_took_it(stage: Stage) -> None:
    charge = owed(stage)
    wrote_off(stage, prepaid(stage, "both"), charge)
    assert decides(stage, submitted(stage, charge)) == (403, 403)


def test_what_is_over_of_a_payment_and_used_later_counts_as_taken_by_who_took_that(stage: Stage) -> None:
    took(stage, "both", owed(stage), 2 * FEN)
    kept = answer(stage.send("both", "GET", f"/prepayments?customer={stage.customer.code}"), 200)["items"]
    charge = owed(stage)
    wrote_off(stage, kept[0], charge)
    assert decides(stage, submitted(stage, charge)) == (403, 403)


def test_who_took_none_of_the_fee_signs_its_refund(stage: Stage) -> None:
    charge = owed(stage)
    took(stage, "cashier2", charge)
    took(stage, "both", owed(stage))
    assert stage.fire("both", submitted(stage, charge), "approve").status_code == 200


def test_who_took_none_of_the_fee_pays_its_refund_out(stage: Stage) -> None:
    charge = owed(stage)
    took(stage, "cashier2", charge)
    approved = stage.fired("supervisor", submitted(stage, charge), "approve")
    assert stage.fire("both", approved, "pay").status_code == 200


def test_a_payment_that_was_taken_back_keeps_nobody_from_the_refund(stage: Stage) -> None:
    charge = owed(stage)
    payment = took(stage, "both", charge)
    taken_back(stage, f"payments/{payment['id']}", payment)
    took(stage, "cashier2", charge)
    assert stage.fire("both", submitted(stage, charge), "approve").status_code == 200


def test_a_write_off_that_was_taken_back_keeps_nobody_from_the_refund(stage: Stage) -> None:
    charge = owed(stage)
    kept = prepaid(stage, "both")
    wrote_off(stage, kept, charge)
    now = answer(stage.send("finance2", "GET", f"/prepayments/{kept['id']}"), 200)
    taken_back(stage, f"prepayments/{kept['id']}/write-off", now)
    took(stage, "cashier2", charge)
    assert stage.fire("both", submitted(stage, charge), "approve").status_code == 200
