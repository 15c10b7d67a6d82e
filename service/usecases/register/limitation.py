"""The limitation of a debt: three years (Civil Code 188), begun anew by what interrupts it (195)."""

from datetime import date

YEARS = 3


def limitation_from(day: date) -> date:
    """The last day on which the debt is not yet barred; 29 February counts to 28 February."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)
