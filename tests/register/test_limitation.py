"""Three years, to the day."""

from datetime import date

from service.usecases.register.limitation import limitation_from


def test_a_debt_is_barred_three_years_after_it_was_due() -> None:
    assert limitation_from(date(2026, 8, 31)) == date(2029, 8, 31)


def test_a_leap_day_counts_to_the_end_of_february() -> None:
    assert limitation_from(date(2024, 2, 29)) == date(2027, 2, 28)
