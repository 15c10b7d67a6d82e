"""Charges, payments, prepayments and deposits that were booked by mistake: corrected or taken back (红冲)."""

from collections.abc import Callable
from typing import Any

from flask import Response

from schemas.base import Base
from schemas.fields import Fen, Month, Name
from schemas.rules import AtLeastOne
from schemas.times import LocalDate
from service.api.answers import empty
from service.api.area import Area, View
from service.api.guard import current_caller
from service.api.register import shapes
from service.api.register.money import doubtful
from service.api.register.move_bodies import Reversal
from service.api.register.people_shapes import SENTENCES
from service.api.register.rows import act_on_version
from service.api.shapes import strict
from service.api.work import unit_of_work
from service.queries.register.listing import Listing, shown
from service.queries.register.money import CHARGES, DEPOSITS, PAYMENTS, PREPAYMENTS
from service.transaction import Row, Work
from service.usecases.corrections.change_charge import ChargeChange, change_charge
from service.usecases.corrections.mistake import DESKS, Mistake, bound_is_in_use, must_stand
from service.usecases.corrections.reverse_charge import reverse_charge
from service.usecases.corrections.reverse_kept import reverse_deposit, reverse_prepayment, reverse_write_off
from service.usecases.corrections.reverse_payment import reverse_payment
from service.usecases.occupancy.delete_change import REASON
from service.visibility import Caller

area = Area("money-corrections", "Money that was booked by mistake: corrected or taken back")
Reverse = Callable[..., None]
CORRECTED = strict(**shapes.CHARGE_ROW["properties"], warnings=SENTENCES)


class ChargeCorrection(Base):
    """What is left out stays as it is."""

    amount_fen = Fen(minimum=1)
    due_on = LocalDate()
    item = Name(100)
    period = Month()
    conditions = (AtLeastOne(("amount_fen", "due_on", "item", "period")),)


@area.call("PATCH", "/charges/<charge>", body=ChargeCorrection, answer=CORRECTED, version=True)
def correct_charge(charge: str) -> Response:
    """Correct an unpaid charge made by hand; `warnings` names a month charged before (desk finance or pm)."""
    return act_on_version(CHARGES, charge, _correct, desks=DESKS, stands=_stands, warned=_moved_doubtfully)


def _moved_doubtfully(work: Work, asked: dict[str, Any], row: Row) -> list[str]:
    return doubtful(work, asked, row) if asked.keys() & {"period", "item"} else []


def _correct(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
    change_charge(work, Mistake(row["id"], row["version"], ""), ChargeChange(**asked), actor=caller)


@area.call("POST", "/charges/<charge>/reverse", body=Reversal, answer=shapes.CHARGE_ROW, version=True)
def take_back_a_charge(charge: str) -> Response:
    """Nobody owes it any more, its month is free; not while money paid for it is kept (desk finance, pm)."""
    return _reversed(CHARGES, charge, reverse_charge)


@area.call("POST", "/payments/<payment>/reverse", body=Reversal, answer=shapes.PAYMENT_ROW, version=True)
def take_back_a_payment(payment: str) -> Response:
    """What it had settled is owed again, what was left of it is gone (desk finance or pm)."""
    return _reversed(PAYMENTS, payment, reverse_payment)


@area.call(
    "POST", "/prepayments/<prepayment>/reverse", body=Reversal, answer=shapes.PREPAYMENT_ROW, version=True
)
def take_back_a_prepayment(prepayment: str) -> Response:
    """One that nothing has used yet (desk finance or pm)."""
    return _reversed(PREPAYMENTS, prepayment, reverse_prepayment)


@area.call(
    "POST",
    "/prepayments/<prepayment>/write-off/reverse",
    body=Reversal,
    answer=shapes.PREPAYMENT_ROW,
    version=True,
)
def take_back_a_write_off(prepayment: str) -> Response:
    """The last one: its charges are owed again, the money is free again (desk finance or pm)."""
    return _reversed(PREPAYMENTS, prepayment, reverse_write_off)


@area.call("POST", "/deposits/<deposit>/reverse", body=Reversal, answer=shapes.DEPOSIT_ROW, version=True)
def take_back_a_deposit(deposit: str) -> Response:
    """One of which nothing was given back and that no slip holds (desk finance or pm)."""
    return _reversed(DEPOSITS, deposit, reverse_deposit)


def _reversed(listing: Listing, key: str, reverse: Reverse) -> Response:
    def act(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
        reverse(work, Mistake(row["id"], row["version"], asked["reason"]), actor=caller)

    return act_on_version(listing, key, act, desks=DESKS, stands=_stands)


def _stands(row: Row) -> None:
    must_stand(row, row["version"])


def _deleting(listing: Listing, reverse: Reverse) -> View:
    def view(**named: str) -> Response:
        (key,) = named.values()
        caller = current_caller()
        with unit_of_work() as work:
            row = shown(work.sql, listing, key, offices=caller.offices)
            caller.must_hold(*DESKS)
            with bound_is_in_use():
                reverse(work, Mistake(row["id"], row["version"], REASON), actor=caller)
        return empty()

    return view


for one, listing, reverse in (
    ("charge", CHARGES, reverse_charge),
    ("payment", PAYMENTS, reverse_payment),
    ("prepayment", PREPAYMENTS, reverse_prepayment),
    ("deposit", DEPOSITS, reverse_deposit),
):
    area.declare(
        "DELETE",
        f"/{one}s/<{one}>",
        f"delete_a_{one}",
        "Take a mistake back: its row stays, with `reversed_at`; 409 while something binds it.",
        view=_deleting(listing, reverse),
        status=204,
    )
