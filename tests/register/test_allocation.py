"""Which charges a payment settles: properties that hold for every payment."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from service.usecases.register.allocation import Owed, allocate

TODAY = date(2026, 11, 22)
MOST = 2**63 - 1

charges = st.builds(
    Owed,
    id=st.integers(1, 30).map(lambda number: UUID(int=number)),
    balance_fen=st.integers(0, 10**9),
    due_on=st.integers(-900, 60).map(lambda days: TODAY + timedelta(days=days)),
)
books = st.lists(charges, max_size=12, unique_by=lambda charge: charge.id)


@given(books, st.integers(1, MOST))
def test_every_fen_is_placed_once(owed: list[Owed], amount: int) -> None:
    found = allocate(owed, amount, today=TODAY)
    assert sum(part.amount_fen for part in found.parts) + found.rest_fen == amount


@given(books, st.integers(1, 10**10))
def test_no_charge_gets_more_than_is_owed_and_none_gets_nothing(owed: list[Owed], amount: int) -> None:
    balances = {charge.id: charge.balance_fen for charge in owed}
    found = allocate(owed, amount, today=TODAY)
    assert all(0 < part.amount_fen <= balances[part.charge_id] for part in found.parts)
    assert len({part.charge_id for part in found.parts}) == len(found.parts)


@given(books, st.integers(1, 10**10))
def test_something_is_left_only_when_nothing_is_owed_any_more(owed: list[Owed], amount: int) -> None:
    found = allocate(owed, amount, today=TODAY)
    assert found.rest_fen == max(0, amount - sum(charge.balance_fen for charge in owed))


@given(books, st.integers(1, 10**10), st.data())
def test_what_comes_first_is_settled_before_what_comes_later(
    owed: list[Owed], amount: int, data: st.DataObject
) -> None:
    named = data.draw(st.sets(st.sampled_from([charge.id for charge in owed]))) if owed else set()
    found = allocate(owed, amount, today=TODAY, named=named)
    left = {charge.id: charge.balance_fen for charge in owed}
    for part in found.parts:
        left[part.charge_id] -= part.amount_fen
    paid = {part.charge_id for part in found.parts}
    for first in owed:
        for later in owed:
            if _rank(first, named) < _rank(later, named) and later.id in paid:
                assert left[first.id] == 0


@given(books, st.integers(1, 10**10))
def test_the_order_of_the_rows_does_not_matter(owed: list[Owed], amount: int) -> None:
    assert allocate(owed, amount, today=TODAY) == allocate(reversed(owed), amount, today=TODAY)


def test_the_payer_may_name_a_younger_debt() -> None:
    old = Owed(UUID(int=1), 100, TODAY - timedelta(days=90))
    young = Owed(UUID(int=2), 100, TODAY + timedelta(days=9))
    found = allocate([old, young], 150, today=TODAY, named=[young.id])
    assert [(part.charge_id, part.amount_fen) for part in found.parts] == [(young.id, 100), (old.id, 50)]


def test_a_debt_that_is_due_comes_before_one_that_is_not() -> None:
    not_due = Owed(UUID(int=1), 100, TODAY + timedelta(days=1))
    due_today = Owed(UUID(int=2), 100, TODAY)
    found = allocate([not_due, due_today], 100, today=TODAY)
    assert [part.charge_id for part in found.parts] == [due_today.id]


def _rank(charge: Owed, named: set[UUID]) -> tuple[int, int, date]:
    return (0 if charge.id in named else 1, 0 if charge.due_on <= TODAY else 1, charge.due_on)


def test_the_heavier_debt_comes_before_the_older_one() -> None:
    old = Owed(UUID(int=1), 100, TODAY - timedelta(days=90))
    heavy = Owed(UUID(int=2), 100, TODAY - timedelta(days=9), late_ppm=500)
    found = allocate([old, heavy], 100, today=TODAY)
    assert [part.charge_id for part in found.parts] == [heavy.id]


def test_debts_that_are_equal_are_settled_in_proportion() -> None:
    due = TODAY - timedelta(days=9)
    owed = [Owed(UUID(int=1), 100, due), Owed(UUID(int=2), 200, due), Owed(UUID(int=3), 33, due)]
    found = allocate(owed, 100, today=TODAY)
    assert [part.amount_fen for part in found.parts] == [30, 60, 10]


def test_inside_one_debt_the_late_charge_comes_first() -> None:
    due = TODAY - timedelta(days=9)
    debt, late = Owed(UUID(int=1), 100, due), Owed(UUID(int=2), 7, due, late_of=UUID(int=1))
    found = allocate([debt, late], 50, today=TODAY)
    assert [(part.charge_id, part.amount_fen) for part in found.parts] == [(late.id, 7), (debt.id, 43)]


def test_a_debt_that_is_named_is_settled_after_its_late_charge() -> None:
    """Civil Code 561; what else is owed waits, and a late charge of another debt is not named by it."""
    due = TODAY - timedelta(days=9)
    old = Owed(UUID(int=1), 100, TODAY - timedelta(days=90))
    debt, late = Owed(UUID(int=2), 1000, due), Owed(UUID(int=3), 100, due, late_of=UUID(int=2))
    found = allocate([old, debt, late], 150, today=TODAY, named=[debt.id])
    assert [(part.charge_id, part.amount_fen) for part in found.parts] == [(late.id, 100), (debt.id, 50)]


def test_a_late_charge_can_be_named_without_its_debt() -> None:
    due = TODAY - timedelta(days=9)
    old = Owed(UUID(int=1), 100, TODAY - timedelta(days=90))
    debt, late = Owed(UUID(int=2), 1000, due), Owed(UUID(int=3), 100, due, late_of=UUID(int=2))
    found = allocate([old, debt, late], 150, today=TODAY, named=[late.id])
    assert [(part.charge_id, part.amount_fen) for part in found.parts] == [(late.id, 100), (old.id, 50)]
