"""What is owed in a made-up company is as old as in a real one, and some of it is barred."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from service.fiction.chance import Chance
from service.fiction.money import Charge, Money, money_of
from service.fiction.people import inhabitants_of
from service.fiction.places import buildings_of
from tests.fiction.test_shape import ROOMS, TODAY, near


@pytest.fixture(scope="module")
def money() -> Money:
    chance = Chance(Random(5))
    rooms = [room for building in buildings_of(chance, ROOMS) for room in building.rooms]
    return money_of(chance, rooms, inhabitants_of(chance, rooms, TODAY), TODAY)


def owed(money: Money) -> list[Charge]:
    return [charge for charge in money.charges if charge.payment is None]


def age(charge: Charge) -> int:
    return (TODAY - charge.due_on).days


def test_three_and_a_half_lines_a_room_and_month(money: Money) -> None:
    assert near(len(money.tariffs) / ROOMS, 3.5, within=0.02)


def test_fifteen_per_cent_of_the_rooms_are_in_arrears(money: Money) -> None:
    assert near(len({charge.room.code for charge in owed(money)}) / ROOMS, 0.15 * 0.96, within=0.1)


def test_eight_per_cent_are_for_more_than_ninety_days(money: Money) -> None:
    late = {charge.room.code for charge in owed(money) if age(charge) > 90}
    assert near(len(late) / ROOMS, 0.08)


def test_arrears_are_of_the_four_ages(money: Money) -> None:
    ages = [age(charge) for charge in owed(money)]
    shares = [
        sum(low <= each <= high for each in ages) / len(ages)
        for low, high in ((0, 30), (31, 90), (91, 365), (366, 9999))
    ]
    assert all(near(share, wanted) for share, wanted in zip(shares, (0.40, 0.25, 0.20, 0.15), strict=True))


def test_some_debts_would_be_barred_and_half_of_those_were_demanded(money: Money) -> None:
    old = [charge for charge in owed(money) if age(charge) > 3 * 365]
    assert old and near(sum(charge.demanded_on is not None for charge in old) / len(old), 0.5, within=0.3)


def test_a_payment_is_the_sum_of_the_lines_it_pays(money: Money) -> None:
    paid = Counter[str]()
    for charge in money.charges:
        if charge.payment:
            paid[charge.payment] += charge.amount_fen
    assert paid == {payment.id: payment.amount_fen for payment in money.payments}


def test_a_room_has_one_line_for_an_item_and_month(money: Money) -> None:
    lines = Counter((c.room.id, c.item.id, f"{c.due_on:%Y-%m}") for c in money.charges)
    assert set(lines.values()) == {1}


def test_whoever_lives_there_owes_it(money: Money) -> None:
    assert all(charge.due_on >= charge.customer.since for charge in money.charges)
    assert date(2026, 11, 11) in {charge.due_on for charge in money.charges}
